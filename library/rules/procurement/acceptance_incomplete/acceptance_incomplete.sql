-- 每份已经完成的验收：实验项数与合同约定的应验项数比较。
select
    acceptance.acceptance_id as record_id,
    acceptance.accepted_on as trigger_day,
    contract.buyer_id,
    acceptance.contract_id,
    contract.amount_fen,
    acceptance.items_required,
    acceptance.items_checked,
    acceptance.accepter_id,
    case
        when acceptance.items_required is null then 'required'
        when acceptance.items_checked is null then 'checked'
    end as missing,
    case
        when acceptance.items_required is null then 'undecidable'
        when acceptance.items_checked is null then 'undecidable'
        when acceptance.items_checked < acceptance.items_required then 'flagged'
        else 'clear'
    end as verdict
from src.acceptance as acceptance
join src.contract as contract
    on acceptance.contract_id = contract.contract_id
where acceptance.accepted_on is not null
