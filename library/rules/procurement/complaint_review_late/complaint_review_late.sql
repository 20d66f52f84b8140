-- 每件政府采购投诉一行：受理审查日期与自收到投诉日期起的最后一日比较。
with

dated as (
    select
        item.complaint_id,
        item.unit_id,
        item.package_id,
        item.complainant_code,
        item.received_on,
        item.reviewed_on,
        term.due_day
    from src.procurement_complaint as item
    left join param.procurement_complaint_review as term
        on item.received_on = term.start_day
    where
        item.regime = 'procurement'
)

select
    dated.complaint_id as record_id,
    dated.received_on as trigger_day,
    dated.unit_id,
    dated.package_id,
    dated.complainant_code,
    dated.reviewed_on,
    dated.due_day,
    case
        when dated.received_on is null then 'start'
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.reviewed_on <= dated.due_day then 'clear'
        when dated.reviewed_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
