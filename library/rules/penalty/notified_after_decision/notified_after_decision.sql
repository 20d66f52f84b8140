-- 普通程序的处罚决定：告知日期是否不晚于决定日期。
select
    penalty.case_no as record_id,
    penalty.decided_on as trigger_day,
    penalty.unit_id,
    penalty.investigator_id,
    penalty.notified_on,
    case when penalty.notified_on is null then 'notified' end as missing,
    case
        when penalty.notified_on is null then 'undecidable'
        when penalty.notified_on > penalty.decided_on then 'flagged'
        else 'clear'
    end as verdict
from src.penalty as penalty
where
    penalty.decided_on is not null
    and not penalty.is_summary
    and penalty.decision in ('fine', 'warning', 'confiscation', 'closure')
