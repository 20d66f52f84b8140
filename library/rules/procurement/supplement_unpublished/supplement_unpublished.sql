-- 每份补充合同：公告日期与自签订之日起的最后一日比较；公告要求施行以前签订的不检查。
with

applicable as (
    select min(term.start_day) as first_day
    from param.procurement_contract_change_publication as term
),

changed as (
    select
        supplement.supplement_id,
        supplement.contract_id,
        supplement.signed_on,
        supplement.published_on,
        supplement.amount_fen,
        contract.buyer_id,
        contract.supplier_code,
        term.due_day
    from src.supplement as supplement
    join src.contract as contract
        on supplement.contract_id = contract.contract_id
    join src.procurement_package as package
        on contract.package_id = package.package_id
    cross join applicable
    left join param.procurement_contract_change_publication as term
        on supplement.signed_on = term.start_day
    where
        (
            package.category in ('goods', 'services')
            or package.method in ('negotiation', 'consultation', 'inquiry', 'single_source')
        )
        and package.method not in ('framework', 'direct_purchase')
        and coalesce(contract.contract_kind, 'original') = 'original'
        and coalesce(supplement.signed_on >= applicable.first_day, true)
)

select
    changed.supplement_id as record_id,
    changed.signed_on as trigger_day,
    changed.buyer_id,
    changed.contract_id,
    changed.supplier_code,
    changed.amount_fen,
    changed.published_on,
    changed.due_day,
    case
        when changed.signed_on is null then 'signed'
        when changed.due_day is null then 'calendar'
    end as missing,
    case
        when changed.due_day is null then 'undecidable'
        when changed.published_on <= changed.due_day then 'clear'
        when changed.published_on is not null then 'flagged'
        when run.as_of > changed.due_day then 'flagged'
        else 'pending'
    end as verdict
from changed
cross join engine.run as run
