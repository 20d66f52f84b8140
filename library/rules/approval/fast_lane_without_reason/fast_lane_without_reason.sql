-- 每个优先办理的办件：有没有写明理由。
with

preferred as (
    select
        matter.matter_id,
        matter.received_on,
        matter.unit_id,
        matter.handler_id,
        matter.applicant_name,
        matter.fast_lane_reason,
        count(matter.fast_lane_reason) over (partition by matter.unit_id) as reasons
    from src.matter as matter
    where matter.is_fast_lane
)

select
    preferred.matter_id as record_id,
    preferred.received_on as trigger_day,
    preferred.unit_id,
    preferred.handler_id,
    preferred.applicant_name,
    preferred.fast_lane_reason,
    preferred.reasons,
    case when preferred.reasons = 0 then 'reason' end as missing,
    case
        when preferred.reasons = 0 then 'undecidable'
        when preferred.fast_lane_reason is null then 'flagged'
        else 'clear'
    end as verdict
from preferred
