-- 每件拖欠中小企业款项投诉一行：转办日期与自收到投诉日期起的最后一日比较。
with

dated as (
    select
        item.complaint_id,
        item.unit_id,
        item.complainant_code,
        item.amount_fen,
        item.received_on,
        item.forwarded_on,
        term.due_day
    from src.sme_complaint as item
    left join param.sme_complaint_forwarding as term
        on item.received_on = term.start_day
)

select
    dated.complaint_id as record_id,
    dated.received_on as trigger_day,
    dated.unit_id,
    dated.complainant_code,
    dated.amount_fen,
    dated.forwarded_on,
    dated.due_day,
    case
        when dated.received_on is null then 'start'
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.forwarded_on <= dated.due_day then 'clear'
        when dated.forwarded_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
