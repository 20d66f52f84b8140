-- 每份登记了履约保证金的合同：保证金与合同金额的法定比例比较。货物、服务和工程招标的比例相同。
with

compared as (
    select
        contract.contract_id,
        contract.buyer_id,
        contract.supplier_code,
        contract.signed_on,
        contract.amount_fen,
        contract.performance_deposit_fen,
        contract.amount_fen * ratio.value as limit_value
    from src.contract as contract
    join src.procurement_package as package
        on contract.package_id = package.package_id
    left join param.procurement_performance_deposit_ratio as ratio
        on contract.signed_on = ratio.day
    where
        package.method not in ('framework', 'direct_purchase')
        and coalesce(contract.contract_kind, 'original') = 'original'
        and contract.performance_deposit_fen is not null
)

select
    compared.contract_id as record_id,
    compared.signed_on as trigger_day,
    compared.buyer_id,
    compared.supplier_code,
    compared.amount_fen,
    compared.performance_deposit_fen,
    cast(floor(compared.limit_value) as bigint) as limit_fen,
    case
        when compared.amount_fen is null then 'amount'
        when compared.limit_value is null then 'signed'
    end as missing,
    case
        when compared.limit_value is null then 'undecidable'
        when compared.performance_deposit_fen > compared.limit_value then 'flagged'
        else 'clear'
    end as verdict
from compared
