-- 每份追加金额的补充合同一行：合同签订后短期内是否没有追加金额？
with

examined as (
    select
        item.supplement_id,
        item.contract_id,
        item.signed_on,
        item.amount_fen,
        contract.buyer_id as buyer_id,
        contract.supplier_code as supplier_code,
        contract.signed_on as original_on,
        term.due_day as due_day
    from src.supplement as item
    join src.contract as contract
        on item.contract_id = contract.contract_id
    left join param.procurement_change_soon as term
        on contract.signed_on = term.start_day
    where
        item.amount_fen > 0
),

judged as (
    select
        examined.supplement_id,
        examined.contract_id,
        examined.signed_on,
        examined.amount_fen,
        examined.buyer_id,
        examined.supplier_code,
        examined.original_on,
        examined.due_day,
        case
            when examined.original_on is null then 'original'
            when examined.due_day is null then 'day'
            when examined.signed_on is null then 'signed'
        end as missing
    from examined
)

select
    judged.supplement_id as record_id,
    judged.original_on as trigger_day,
    judged.buyer_id,
    judged.contract_id,
    judged.signed_on,
    judged.amount_fen,
    judged.supplier_code,
    judged.due_day,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.signed_on <= judged.due_day then 'flagged'
        else 'clear'
    end as verdict
from judged
