-- 每份约定以审计结果结算、承包人不是大型企业的工程合同一行：登记的理由是否为签订之日允许的例外。
with

bound as (
    select
        item.contract_id,
        item.unit_id,
        item.contractor_code,
        item.settlement_exception,
        item.amount_fen,
        item.signed_on,
        firm.size
    from src.works_contract as item
    left join src.enterprise as firm
        on item.contractor_code = firm.credit_code
    where
        item.settlement_basis = 'audit'
        and coalesce(firm.size, 'micro') <> 'large'
),

allowed as (
    select
        bound.contract_id,
        count(exception.member) as known,
        count(exception.member) filter (where exception.member = bound.settlement_exception) as met
    from bound
    join param.sme_audit_settlement as exception
        on bound.signed_on = exception.day
    group by bound.contract_id
)

select
    bound.contract_id as record_id,
    bound.signed_on as trigger_day,
    bound.unit_id,
    bound.contractor_code,
    bound.size,
    bound.settlement_exception,
    bound.amount_fen,
    case
        when allowed.known is null then 'day'
        when allowed.met > 0 then null
        when bound.size is null then 'size'
        when bound.settlement_exception is null then 'exception'
    end as missing,
    case
        when allowed.known is null then 'undecidable'
        when allowed.met > 0 then 'clear'
        when bound.size is null then 'undecidable'
        when bound.settlement_exception is null then 'undecidable'
        else 'flagged'
    end as verdict
from bound
left join allowed
    on bound.contract_id = allowed.contract_id
