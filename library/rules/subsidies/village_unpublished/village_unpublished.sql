-- 每笔村级支出一行：公开日期与自支付日期起的最后一日比较。
with

dated as (
    select
        item.payment_id,
        item.unit_id,
        item.village,
        item.purpose,
        item.amount_fen,
        item.paid_on,
        item.published_on,
        term.due_day
    from src.village_payment as item
    left join param.subsidies_village_publication as term
        on item.paid_on = term.start_day
)

select
    dated.payment_id as record_id,
    dated.paid_on as trigger_day,
    dated.unit_id,
    dated.village,
    dated.purpose,
    dated.amount_fen,
    dated.published_on,
    dated.due_day,
    case
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.published_on <= dated.due_day then 'clear'
        when dated.published_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
