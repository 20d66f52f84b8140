-- 每份追加金额的补充合同：登记的标的是否与原合同相同。
select
    supplement.supplement_id as record_id,
    supplement.signed_on as trigger_day,
    contract.buyer_id,
    contract.contract_id,
    contract.supplier_code,
    supplement.amount_fen,
    supplement.same_subject,
    case when supplement.same_subject is null then 'subject' end as missing,
    case
        when supplement.same_subject is null then 'undecidable'
        when supplement.same_subject then 'clear'
        else 'flagged'
    end as verdict
from src.supplement as supplement
join src.contract as contract
    on supplement.contract_id = contract.contract_id
join src.procurement_package as package
    on contract.package_id = package.package_id
where
    (
        package.category in ('goods', 'services')
        or package.method in ('negotiation', 'consultation', 'inquiry', 'single_source')
    )
    and package.method not in ('framework', 'direct_purchase')
    and coalesce(contract.contract_kind, 'original') = 'original'
    and coalesce(supplement.amount_fen > 0, true)
