-- 每次专项转移支付下达一行：下达日期与自预算批准日期起的最后一日比较。
with

dated as (
    select
        item.transfer_id,
        item.issuer_id,
        item.recipient_id,
        item.planned_fen,
        item.approved_on,
        item.issued_on,
        term.due_day
    from src.transfer as item
    left join param.budget_transfer_special as term
        on item.approved_on = term.start_day
    where
        item.kind = 'special'
)

select
    dated.transfer_id as record_id,
    dated.approved_on as trigger_day,
    dated.issuer_id,
    dated.recipient_id,
    dated.planned_fen,
    dated.issued_on,
    dated.due_day,
    case
        when dated.approved_on is null then 'start'
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.issued_on <= dated.due_day then 'clear'
        when dated.issued_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
