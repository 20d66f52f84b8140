-- 每期工程进度款一行（预付款除外）：累计支付的工程款是否不超过已完工程价款？
with

examined as (
    select
        item.payment_id,
        item.unit_id,
        item.contract_id,
        item.completed_fen,
        item.total_paid_fen,
        item.paid_on
    from src.works_payment as item
    where
        not coalesce(item.is_prepayment, false)
),

judged as (
    select
        examined.payment_id,
        examined.unit_id,
        examined.contract_id,
        examined.completed_fen,
        examined.total_paid_fen,
        examined.paid_on,
        case
            when examined.completed_fen is null or examined.total_paid_fen is null then 'amount'
        end as missing
    from examined
)

select
    judged.payment_id as record_id,
    judged.paid_on as trigger_day,
    judged.unit_id,
    judged.contract_id,
    judged.completed_fen,
    judged.total_paid_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.total_paid_fen > judged.completed_fen then 'flagged'
        else 'clear'
    end as verdict
from judged
