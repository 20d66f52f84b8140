-- 每份有支付的合同：累计支付与合同金额加补充合同金额之和比较；退款冲减。
with

paid as (
    select
        payment.contract_id,
        cast(sum(payment.amount_fen) as bigint) as paid_fen,
        max(payment.paid_on) as paid_on
    from src.payment as payment
    group by payment.contract_id
),

added as (
    select
        supplement.contract_id,
        cast(sum(supplement.amount_fen) as bigint) as added_fen,
        count(supplement.supplement_id) as supplements,
        count(supplement.amount_fen) as priced
    from src.supplement as supplement
    group by supplement.contract_id
),

compared as (
    select
        contract.contract_id,
        contract.buyer_id,
        contract.supplier_code,
        contract.amount_fen,
        coalesce(added.added_fen, 0) as added_fen,
        coalesce(added.supplements, 0) - coalesce(added.priced, 0) as unpriced,
        paid.paid_fen,
        paid.paid_on,
        paid.paid_fen - contract.amount_fen - coalesce(added.added_fen, 0) as over_fen
    from src.contract as contract
    join paid
        on contract.contract_id = paid.contract_id
    left join added
        on contract.contract_id = added.contract_id
    where coalesce(contract.contract_kind, 'original') = 'original'
)

select
    compared.contract_id as record_id,
    compared.paid_on as trigger_day,
    compared.buyer_id,
    compared.supplier_code,
    compared.amount_fen,
    compared.added_fen,
    compared.paid_fen,
    greatest(compared.over_fen, 0) as excess_fen,
    case
        when compared.amount_fen is null then 'amount'
        when compared.unpriced > 0 then 'supplement'
    end as missing,
    case
        when compared.amount_fen is null then 'undecidable'
        when compared.unpriced > 0 then 'undecidable'
        when compared.over_fen > 0 then 'flagged'
        else 'clear'
    end as verdict
from compared
