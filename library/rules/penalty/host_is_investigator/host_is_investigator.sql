-- 听证主持人是否为本案的主办人或者协办人。
select
    penalty.case_no as record_id,
    penalty.hearing_on as trigger_day,
    penalty.unit_id,
    penalty.hearing_host_id,
    penalty.investigator_id,
    penalty.second_investigator_id,
    case
        when penalty.hearing_host_id is null or penalty.investigator_id is null then 'persons'
    end as missing,
    case
        when penalty.hearing_host_id is null or penalty.investigator_id is null then 'undecidable'
        when penalty.hearing_host_id in (penalty.investigator_id, penalty.second_investigator_id) then 'flagged'
        else 'clear'
    end as verdict
from src.penalty as penalty
where penalty.hearing_on is not null
