-- 每个采购人、年度、供应商：以单一来源、直接采购方式成交的次数，与本地提示次数比较。
with

packaged as (
    select
        package.package_id,
        package.buyer_id,
        package.fiscal_year,
        contract.supplier_code,
        cast(sum(contract.amount_fen) as bigint) as amount_fen,
        max(contract.signed_on) as signed_on
    from src.procurement_package as package
    join src.contract as contract
        on package.package_id = contract.package_id
    where
        package.method in ('single_source', 'direct_purchase')
        and package.status = 'awarded'
    group by
        package.package_id,
        package.buyer_id,
        package.fiscal_year,
        contract.supplier_code
),

repeated as (
    select
        packaged.buyer_id,
        packaged.fiscal_year,
        packaged.supplier_code,
        count(packaged.package_id) as purchases,
        cast(sum(packaged.amount_fen) as bigint) as total_fen,
        max(packaged.signed_on) as last_on,
        string_agg(packaged.package_id, '、' order by packaged.package_id) as packages
    from packaged
    group by
        packaged.buyer_id,
        packaged.fiscal_year,
        packaged.supplier_code
)

select
    repeated.buyer_id || '|' || cast(repeated.fiscal_year as varchar) || '|' || repeated.supplier_code as record_id,
    repeated.last_on as trigger_day,
    repeated.buyer_id,
    repeated.fiscal_year,
    repeated.supplier_code,
    repeated.purchases,
    repeat_count.value as question_count,
    repeated.total_fen,
    repeated.packages,
    case
        when repeated.purchases = 1 then null
        when repeated.last_on is null then 'signed'
        when repeat_count.value is null then 'count'
    end as missing,
    case
        when repeated.purchases = 1 then 'clear'
        when repeat_count.value is null then 'undecidable'
        when repeated.purchases >= repeat_count.value then 'flagged'
        else 'clear'
    end as verdict
from repeated
left join param.procurement_supplier_repeat as repeat_count
    on repeated.last_on = repeat_count.day
