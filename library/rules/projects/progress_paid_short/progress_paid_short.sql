-- 每期工程进度款一行（预付款除外）：累计支付的进度款是否不低于已完工程价款的规定比例？
with

examined as (
    select
        item.payment_id,
        item.unit_id,
        item.contract_id,
        item.completed_fen,
        item.total_paid_fen,
        item.paid_on,
        share.value as least
    from src.works_payment as item
    left join param.investment_progress_payment as share
        on item.paid_on = share.day
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
        examined.least,
        case
            when examined.least is null then 'day'
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
    judged.least,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.total_paid_fen < judged.completed_fen * judged.least then 'flagged'
        else 'clear'
    end as verdict
from judged
