-- 应当告知听证而没有举行的案件：决定日与当事人申请听证的最后一日比较。
select
    penalty.case_no as record_id,
    penalty.notified_on as trigger_day,
    penalty.unit_id,
    penalty.investigator_id,
    penalty.decided_on,
    term.due_day,
    case
        when penalty.notified_on is null then 'notified'
        when term.due_day is null then 'calendar'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when penalty.decided_on > term.due_day then 'clear'
        else 'flagged'
    end as verdict
from src.penalty as penalty
left join param.penalty_hearing_request as term
    on penalty.notified_on = term.start_day
where
    penalty.hearing_required
    and penalty.hearing_on is null
    and penalty.decision in ('fine', 'confiscation', 'closure')
    and penalty.decided_on is not null
