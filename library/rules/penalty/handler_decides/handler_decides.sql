-- 普通程序案件的决定人是否为本案的主办人或者协办人。
select
    penalty.case_no as record_id,
    penalty.decided_on as trigger_day,
    penalty.unit_id,
    penalty.decider_id,
    penalty.investigator_id,
    penalty.second_investigator_id,
    case
        when penalty.decider_id is null or penalty.investigator_id is null then 'persons'
    end as missing,
    case
        when penalty.decider_id is null or penalty.investigator_id is null then 'undecidable'
        when penalty.decider_id in (penalty.investigator_id, penalty.second_investigator_id) then 'flagged'
        else 'clear'
    end as verdict
from src.penalty as penalty
where
    penalty.decided_on is not null
    and not penalty.is_summary
