-- 不予许可的办件有无理由；单位从未报送这一栏的，不能认定为没有理由。
with

refused as (
    select
        matter.matter_id,
        matter.decided_on,
        matter.unit_id,
        matter.handler_id,
        matter.applicant_name,
        nullif(matter.refusal_reason, '') as refusal_reason,
        count(nullif(matter.refusal_reason, '')) over (partition by matter.unit_id) as reasons_reported
    from src.matter as matter
    where
        matter.decision = 'refused'
        and matter.procedure in ('licence', 'joint')
)

select
    refused.matter_id as record_id,
    refused.decided_on as trigger_day,
    refused.unit_id,
    refused.handler_id,
    refused.applicant_name,
    refused.refusal_reason,
    refused.reasons_reported,
    case when refused.reasons_reported = 0 then 'column' end as missing,
    case
        when refused.reasons_reported = 0 then 'undecidable'
        when refused.refusal_reason is null then 'flagged'
        else 'clear'
    end as verdict
from refused
