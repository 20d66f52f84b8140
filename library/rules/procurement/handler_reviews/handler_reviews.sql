-- 每份已经签订的合同：经办人与审核人是否为同一人。
select
    contract.contract_id as record_id,
    contract.signed_on as trigger_day,
    contract.buyer_id,
    contract.supplier_code,
    contract.amount_fen,
    contract.handler_id,
    contract.reviewer_id,
    case
        when contract.handler_id is null then 'handler'
        when contract.reviewer_id is null then 'reviewer'
    end as missing,
    case
        when contract.handler_id is null then 'undecidable'
        when contract.reviewer_id is null then 'undecidable'
        when contract.handler_id = contract.reviewer_id then 'flagged'
        else 'clear'
    end as verdict
from src.contract as contract
where contract.signed_on is not null
