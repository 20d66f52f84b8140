-- 每份有补充合同的合同：全部补充合同的金额合计与原合同金额的法定比例比较。
with

added as (
    select
        supplement.contract_id,
        cast(sum(supplement.amount_fen) as bigint) as added_fen,
        count(supplement.supplement_id) as supplements,
        count(supplement.amount_fen) as priced,
        max(supplement.signed_on) as last_on
    from src.supplement as supplement
    group by supplement.contract_id
),

compared as (
    select
        contract.contract_id,
        contract.buyer_id,
        contract.supplier_code,
        contract.amount_fen,
        added.added_fen,
        added.supplements,
        added.priced,
        added.last_on,
        contract.amount_fen * ratio.value as limit_value,
        ratio.value as ratio_value
    from src.contract as contract
    join src.procurement_package as package
        on contract.package_id = package.package_id
    join added
        on contract.contract_id = added.contract_id
    left join param.procurement_supplement_ratio as ratio
        on added.last_on = ratio.day
    where
        (
            package.category in ('goods', 'services')
            or package.method in ('negotiation', 'consultation', 'inquiry', 'single_source')
        )
        and package.method not in ('framework', 'direct_purchase')
        and coalesce(contract.contract_kind, 'original') = 'original'
)

select
    compared.contract_id as record_id,
    compared.last_on as trigger_day,
    compared.buyer_id,
    compared.supplier_code,
    compared.amount_fen,
    compared.supplements,
    compared.added_fen,
    cast(floor(compared.limit_value) as bigint) as limit_fen,
    case
        when compared.ratio_value is null then 'signed'
        when compared.limit_value is null then 'amount'
        when compared.priced < compared.supplements then 'supplement'
    end as missing,
    case
        when compared.limit_value is null then 'undecidable'
        when compared.priced < compared.supplements then 'undecidable'
        when compared.added_fen > compared.limit_value then 'flagged'
        else 'clear'
    end as verdict
from compared
