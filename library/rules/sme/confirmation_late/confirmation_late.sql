-- 每件应收账款确权申请一行：确认日期与自收到申请日期起的最后一日比较。
with

dated as (
    select
        item.request_id,
        item.unit_id,
        item.creditor_code,
        item.amount_fen,
        item.received_on,
        item.confirmed_on,
        term.due_day
    from src.receivable as item
    left join param.sme_confirmation as term
        on item.received_on = term.start_day
)

select
    dated.request_id as record_id,
    dated.received_on as trigger_day,
    dated.unit_id,
    dated.creditor_code,
    dated.amount_fen,
    dated.confirmed_on,
    dated.due_day,
    case
        when dated.received_on is null then 'start'
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.confirmed_on <= dated.due_day then 'clear'
        when dated.confirmed_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
