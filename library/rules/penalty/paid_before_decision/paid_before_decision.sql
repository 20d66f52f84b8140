-- 罚款的缴款日与决定日的先后。
select
    penalty.case_no as record_id,
    penalty.paid_on as trigger_day,
    penalty.unit_id,
    penalty.investigator_id,
    penalty.fine_fen,
    penalty.decided_on,
    case when penalty.decided_on is null then 'decided' end as missing,
    case
        when penalty.decided_on is null then 'undecidable'
        when penalty.paid_on < penalty.decided_on then 'flagged'
        else 'clear'
    end as verdict
from src.penalty as penalty
where penalty.paid_on is not null
