-- 每份约定了付款天数的中小企业合同：约定天数与法定最长天数比较；条例施行以前签订的不检查。
with

applicable as (
    select min(term.start_day) as first_day
    from param.sme_payment_maximum as term
),

agreed as (
    select
        contract.contract_id,
        contract.buyer_id,
        contract.supplier_code,
        contract.amount_fen,
        contract.signed_on,
        contract.is_sme,
        contract.agreed_payment_days,
        longest.n as limit_days,
        longest.version as law_from
    from src.contract as contract
    cross join applicable
    left join src.unit as buyer
        on contract.buyer_id = buyer.unit_id
    left join param.sme_payment_maximum as longest
        on contract.signed_on = longest.start_day
    where
        contract.agreed_payment_days is not null
        and coalesce(contract.is_sme, true)
        and coalesce(buyer.kind, 'department') <> 'enterprise'
        and coalesce(contract.signed_on >= applicable.first_day, true)
)

select
    agreed.contract_id as record_id,
    agreed.signed_on as trigger_day,
    agreed.buyer_id,
    agreed.supplier_code,
    agreed.amount_fen,
    agreed.agreed_payment_days,
    agreed.limit_days,
    agreed.law_from,
    case
        when agreed.signed_on is null then 'signed'
        when agreed.is_sme is null then 'size'
    end as missing,
    case
        when agreed.signed_on is null then 'undecidable'
        when agreed.is_sme is null then 'undecidable'
        when agreed.agreed_payment_days > agreed.limit_days then 'flagged'
        else 'clear'
    end as verdict
from agreed
