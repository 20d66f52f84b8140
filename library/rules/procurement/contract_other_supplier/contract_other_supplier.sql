-- 每份登记了中标编号的原合同一行：合同供应商是否就是中标、成交供应商。
select
    contract.contract_id as record_id,
    contract.signed_on as trigger_day,
    contract.buyer_id,
    contract.package_id,
    contract.award_id,
    award.winner_code,
    contract.supplier_code,
    contract.amount_fen,
    case when award.winner_code is null then 'award' end as missing,
    case
        when award.winner_code is null then 'undecidable'
        when award.winner_code <> contract.supplier_code then 'flagged'
        else 'clear'
    end as verdict
from src.contract as contract
join src.procurement_package as package
    on contract.package_id = package.package_id
left join src.award as award
    on contract.award_id = award.award_id
where
    contract.award_id is not null
    and coalesce(contract.contract_kind, 'original') = 'original'
    and package.method not in ('framework', 'direct_purchase')
