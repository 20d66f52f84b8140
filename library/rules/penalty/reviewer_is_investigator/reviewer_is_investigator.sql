-- 法制审核人是否为本案的主办人或者协办人。
select
    penalty.case_no as record_id,
    penalty.legal_review_on as trigger_day,
    penalty.unit_id,
    penalty.legal_reviewer_id,
    penalty.investigator_id,
    penalty.second_investigator_id,
    case
        when penalty.legal_reviewer_id is null or penalty.investigator_id is null then 'persons'
    end as missing,
    case
        when penalty.legal_reviewer_id is null or penalty.investigator_id is null then 'undecidable'
        when penalty.legal_reviewer_id in (penalty.investigator_id, penalty.second_investigator_id) then 'flagged'
        else 'clear'
    end as verdict
from src.penalty as penalty
where penalty.legal_review_on is not null
