-- 每份已经完成的验收：合同经办人与验收人是否为同一人。
select
    acceptance.acceptance_id as record_id,
    acceptance.accepted_on as trigger_day,
    contract.buyer_id,
    acceptance.contract_id,
    contract.amount_fen,
    contract.handler_id,
    acceptance.accepter_id,
    case
        when contract.handler_id is null then 'handler'
        when acceptance.accepter_id is null then 'accepter'
    end as missing,
    case
        when contract.handler_id is null then 'undecidable'
        when acceptance.accepter_id is null then 'undecidable'
        when contract.handler_id = acceptance.accepter_id then 'flagged'
        else 'clear'
    end as verdict
from src.acceptance as acceptance
join src.contract as contract
    on acceptance.contract_id = contract.contract_id
where acceptance.accepted_on is not null
