-- 每次登记了实际使用单位且不是采购人自己的验收一行：实际使用单位是否参加。
select
    item.acceptance_id as record_id,
    item.accepted_on as trigger_day,
    contract.buyer_id,
    item.contract_id,
    item.user_unit_id,
    item.user_present,
    contract.amount_fen,
    case when item.user_present is null then 'present' end as missing,
    case
        when item.user_present is null then 'undecidable'
        when item.user_present then 'clear'
        else 'flagged'
    end as verdict
from src.acceptance as item
join src.contract as contract
    on item.contract_id = contract.contract_id
where
    item.accepted_on is not null
    and item.user_unit_id <> contract.buyer_id
