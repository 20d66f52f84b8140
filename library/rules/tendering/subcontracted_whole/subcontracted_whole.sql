-- 每份登记了分包的工程合同一行：分包金额合计与合同金额比较。
with

parts as (
    select
        part.contract_id,
        count(part.subcontract_id) as subcontracts,
        count(part.amount_fen) as priced,
        cast(coalesce(sum(part.amount_fen), 0) as bigint) as subcontracted_fen
    from src.works_subcontract as part
    group by part.contract_id
)

select
    item.contract_id as record_id,
    item.signed_on as trigger_day,
    item.unit_id,
    item.project_id,
    item.contractor_code,
    item.amount_fen,
    parts.subcontracts,
    parts.subcontracted_fen,
    case
        when item.amount_fen is null then 'amount'
        when parts.subcontracted_fen >= item.amount_fen then null
        when parts.priced < parts.subcontracts then 'subcontract'
    end as missing,
    case
        when item.amount_fen is null then 'undecidable'
        when parts.subcontracted_fen >= item.amount_fen then 'flagged'
        when parts.priced < parts.subcontracts then 'undecidable'
        else 'clear'
    end as verdict
from src.works_contract as item
join parts
    on item.contract_id = parts.contract_id
