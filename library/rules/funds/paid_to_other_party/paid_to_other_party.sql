-- 每笔合同项下的支付一行：合同款是否付到合同供应商的账户？
with

examined as (
    select
        item.payment_id,
        item.unit_id,
        item.contract_id,
        item.payee_code,
        item.payee_name,
        item.amount_fen,
        item.paid_on,
        contract.supplier_code as supplier_code
    from src.payment as item
    join src.contract as contract
        on item.contract_id = contract.contract_id
    where
        item.amount_fen > 0
),

judged as (
    select
        examined.payment_id,
        examined.unit_id,
        examined.contract_id,
        examined.payee_code,
        examined.payee_name,
        examined.amount_fen,
        examined.paid_on,
        examined.supplier_code,
        case
            when examined.payee_code is null then 'payee'
        end as missing
    from examined
)

select
    judged.payment_id as record_id,
    judged.paid_on as trigger_day,
    judged.unit_id,
    judged.contract_id,
    judged.payee_code,
    judged.payee_name,
    judged.amount_fen,
    judged.supplier_code,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.payee_code <> judged.supplier_code then 'flagged'
        else 'clear'
    end as verdict
from judged
