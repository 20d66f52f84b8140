-- 每件暂停了采购的投诉一行：恢复采购日期与自暂停采购日期起的最后一日比较。
with

dated as (
    select
        item.complaint_id,
        item.unit_id,
        item.package_id,
        item.complainant_code,
        item.suspended_on,
        item.resumed_on,
        term.due_day
    from src.procurement_complaint as item
    left join param.procurement_complaint_suspension as term
        on item.suspended_on = term.start_day
    where
        item.regime = 'procurement'
        and (item.suspended_on is not null or item.resumed_on is not null)
)

select
    dated.complaint_id as record_id,
    dated.suspended_on as trigger_day,
    dated.unit_id,
    dated.package_id,
    dated.complainant_code,
    dated.resumed_on,
    dated.due_day,
    case
        when dated.suspended_on is null then 'start'
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.resumed_on <= dated.due_day then 'clear'
        when dated.resumed_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
