-- 每份已经付清的合同：累计支付达到合同金额的那一日，与最早验收日期的先后。
with

accepted as (
    select
        acceptance.contract_id,
        min(acceptance.accepted_on) as accepted_on
    from src.acceptance as acceptance
    group by acceptance.contract_id
),

running as (
    select
        payment.contract_id,
        payment.paid_on,
        cast(sum(payment.amount_fen) over (partition by payment.contract_id order by payment.paid_on) as bigint) as paid_fen
    from src.payment as payment
),

settled as (
    select
        contract.contract_id,
        contract.buyer_id,
        contract.supplier_code,
        contract.amount_fen,
        min(running.paid_on) as settled_on
    from src.contract as contract
    join running
        on
            contract.contract_id = running.contract_id
            and contract.amount_fen <= running.paid_fen
    where contract.amount_fen > 0
    group by
        contract.contract_id,
        contract.buyer_id,
        contract.supplier_code,
        contract.amount_fen
)

select
    settled.contract_id as record_id,
    settled.settled_on as trigger_day,
    settled.buyer_id,
    settled.supplier_code,
    settled.amount_fen,
    accepted.accepted_on,
    case when accepted.contract_id is null then 'acceptance' end as missing,
    case
        when accepted.contract_id is null then 'undecidable'
        when accepted.accepted_on <= settled.settled_on then 'clear'
        else 'flagged'
    end as verdict
from settled
left join accepted
    on settled.contract_id = accepted.contract_id
