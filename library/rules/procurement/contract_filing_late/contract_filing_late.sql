-- 每份政府采购合同：备案日期与自签订之日起的法定最后一日比较。
with

signed as (
    select
        contract.contract_id,
        contract.buyer_id,
        contract.supplier_code,
        contract.amount_fen,
        contract.signed_on,
        contract.filed_on,
        term.due_day
    from src.contract as contract
    join src.procurement_package as package
        on contract.package_id = package.package_id
    left join param.procurement_contract_filing as term
        on contract.signed_on = term.start_day
    where
        (
            package.category in ('goods', 'services')
            or package.method in ('negotiation', 'consultation', 'inquiry', 'single_source')
        )
        and package.method not in ('framework', 'direct_purchase')
        and coalesce(contract.contract_kind, 'original') = 'original'
)

select
    signed.contract_id as record_id,
    signed.signed_on as trigger_day,
    signed.buyer_id,
    signed.supplier_code,
    signed.amount_fen,
    signed.filed_on,
    signed.due_day,
    case
        when signed.signed_on is null then 'signed'
        when signed.due_day is null then 'calendar'
    end as missing,
    case
        when signed.due_day is null then 'undecidable'
        when signed.filed_on <= signed.due_day then 'clear'
        when signed.filed_on is not null then 'flagged'
        when run.as_of > signed.due_day then 'flagged'
        else 'pending'
    end as verdict
from signed
cross join engine.run as run
