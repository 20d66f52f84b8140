-- 每名报告的亲属：其出资、任职的企业是否在任职期间与本人所在单位签订采购合同。
with

dealt as (
    select
        relation.person_id,
        relation.relative_token,
        count(distinct contract.contract_id) as contracts,
        max(contract.signed_on) as last_on,
        min(contract.supplier_code) as supplier_code
    from src.official_relation as relation
    join src.person as person
        on relation.person_id = person.person_id
    join src.enterprise_person as holding
        on relation.relative_token = holding.id_token
    join src.contract as contract
        on
            holding.credit_code = contract.supplier_code
            and person.unit_id = contract.buyer_id
    where
        contract.signed_on >= holding.from_on
        and coalesce(contract.signed_on < holding.to_on, true)
        and contract.signed_on >= relation.since
        and coalesce(contract.signed_on < relation.until, true)
    group by
        relation.person_id,
        relation.relative_token
),

examined as (
    select
        item.person_id,
        item.relation,
        person.unit_id as unit_id,
        coalesce(dealt.last_on, item.since) as last_on,
        dealt.contracts as contracts,
        dealt.supplier_code as supplier_code,
        item.relative_token as relative_token
    from src.official_relation as item
    left join src.person as person
        on item.person_id = person.person_id
    left join dealt
        on
            item.person_id = dealt.person_id
            and item.relative_token = dealt.relative_token
),

judged as (
    select
        examined.person_id,
        examined.relation,
        examined.unit_id,
        examined.last_on,
        examined.contracts,
        examined.supplier_code,
        examined.relative_token,
        case
            when examined.unit_id is null then 'person'
        end as missing
    from examined
)

select
    judged.person_id || '|' || judged.relative_token as record_id,
    judged.last_on as trigger_day,
    judged.unit_id,
    judged.person_id,
    judged.relation,
    judged.contracts,
    judged.supplier_code,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.contracts is not null then 'flagged'
        else 'clear'
    end as verdict
from judged
