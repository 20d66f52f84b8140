-- 不予许可的办件是否告知救济权利。
select
    matter.matter_id as record_id,
    matter.decided_on as trigger_day,
    matter.unit_id,
    matter.handler_id,
    matter.applicant_name,
    matter.remedy_told,
    case when matter.remedy_told is null then 'told' end as missing,
    case
        when matter.remedy_told is null then 'undecidable'
        when matter.remedy_told then 'clear'
        else 'flagged'
    end as verdict
from src.matter as matter
where
    matter.decision = 'refused'
    and matter.procedure in ('licence', 'joint')
