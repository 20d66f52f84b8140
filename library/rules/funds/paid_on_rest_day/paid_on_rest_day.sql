-- 每笔公务卡以外的支付一行：财政资金是否在工作日支付？
with

examined as (
    select
        item.payment_id,
        item.unit_id,
        item.payee_name,
        item.amount_fen,
        item.purpose,
        item.paid_on,
        calendar.is_working as works
    from src.payment as item
    join engine.calendar as calendar
        on item.paid_on = calendar.day
    where
        item.amount_fen > 0
        and coalesce(item.method, 'transfer') <> 'official_card'
),

judged as (
    select
        examined.payment_id,
        examined.unit_id,
        examined.payee_name,
        examined.amount_fen,
        examined.purpose,
        examined.paid_on,
        examined.works,
        case
            when examined.works is null then 'calendar'
        end as missing
    from examined
)

select
    judged.payment_id as record_id,
    judged.paid_on as trigger_day,
    judged.unit_id,
    judged.payee_name,
    judged.amount_fen,
    judged.purpose,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when not judged.works then 'flagged'
        else 'clear'
    end as verdict
from judged
