-- 每份有经办人的合同：经办人签订前三年内是否在供应商任职或者出资（证件令牌相同）。
with

tied as (
    select
        contract.contract_id,
        count(relation.role) as roles
    from src.contract as contract
    join src.person as person
        on contract.handler_id = person.person_id
    join src.enterprise_person as relation
        on
            contract.supplier_code = relation.credit_code
            and person.id_token = relation.id_token
    left join param.procurement_recusal_years as term
        on relation.to_on = term.start_day
    where
        relation.from_on <= contract.signed_on
        and coalesce(term.due_day >= contract.signed_on, relation.to_on is null)
    group by contract.contract_id
),

examined as (
    select
        item.contract_id,
        item.buyer_id,
        item.handler_id,
        item.supplier_code,
        item.amount_fen,
        item.signed_on,
        tied.roles as roles,
        handler.id_token as token
    from src.contract as item
    left join src.person as handler
        on item.handler_id = handler.person_id
    left join tied
        on item.contract_id = tied.contract_id
    where
        item.handler_id is not null
),

judged as (
    select
        examined.contract_id,
        examined.buyer_id,
        examined.handler_id,
        examined.supplier_code,
        examined.amount_fen,
        examined.signed_on,
        examined.roles,
        examined.token,
        case
            when examined.token is null then 'token'
            when examined.signed_on is null then 'signed'
        end as missing
    from examined
)

select
    judged.contract_id as record_id,
    judged.signed_on as trigger_day,
    judged.buyer_id,
    judged.handler_id,
    judged.supplier_code,
    judged.amount_fen,
    judged.roles,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.roles is not null then 'flagged'
        else 'clear'
    end as verdict
from judged
