-- 每件督查结论复核一行：复核决定日期与自收到复核申请日期起的最后一日比较。
with

dated as (
    select
        item.review_id,
        item.unit_id,
        item.reviewer_id,
        item.received_on,
        item.reviewed_on,
        term.due_day
    from src.inspection_review as item
    left join param.audit_inspection_review as term
        on item.received_on = term.start_day
)

select
    dated.review_id as record_id,
    dated.received_on as trigger_day,
    dated.unit_id,
    dated.reviewer_id,
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
