-- 每项有业务内容的计划责任：旁边是否写明廉政内容（同部署）。
select
    plan.plan_id as record_id,
    plan.starts_on as trigger_day,
    plan.unit_id,
    plan.post,
    plan.business,
    plan.integrity,
    case
        when plan.integrity is null and plan.starts_on is null then 'start'
    end as missing,
    case
        when plan.integrity is not null then 'clear'
        when plan.starts_on is null then 'undecidable'
        else 'flagged'
    end as verdict
from src.post_duty as plan
where plan.business is not null
