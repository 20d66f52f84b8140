-- 每份采购合同一行：合同开始履行之前支付的款项是否在提示比例之内？
with

early as (
    select
        payment.contract_id,
        cast(sum(payment.amount_fen) as bigint) as advance_fen
    from src.payment as payment
    join src.contract as contract
        on payment.contract_id = contract.contract_id
    where payment.paid_on < contract.starts_on
    group by payment.contract_id
),

examined as (
    select
        item.contract_id,
        item.buyer_id,
        item.supplier_code,
        item.amount_fen,
        item.signed_on,
        item.starts_on,
        coalesce(early.advance_fen, 0) as advance_fen,
        share.value as most
    from src.contract as item
    left join early
        on item.contract_id = early.contract_id
    left join param.procurement_advance_share as share
        on item.starts_on = share.day
),

judged as (
    select
        examined.contract_id,
        examined.buyer_id,
        examined.supplier_code,
        examined.amount_fen,
        examined.signed_on,
        examined.starts_on,
        examined.advance_fen,
        examined.most,
        case
            when examined.starts_on is null then 'start'
            when examined.most is null then 'day'
            when examined.amount_fen is null then 'amount'
        end as missing
    from examined
)

select
    judged.contract_id as record_id,
    judged.starts_on as trigger_day,
    judged.buyer_id,
    judged.supplier_code,
    judged.amount_fen,
    judged.signed_on,
    judged.advance_fen,
    judged.most,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.advance_fen > judged.amount_fen * judged.most then 'flagged'
        else 'clear'
    end as verdict
from judged
