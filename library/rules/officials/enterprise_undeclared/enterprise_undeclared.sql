-- 每份年度报告：本人、配偶、子女及其配偶年末在登记中的企业，有几家没有报告。
with

family as (
    select
        person.person_id,
        person.id_token as holder_token,
        cast(null as date) as since,
        cast(null as date) as until
    from src.person as person
    where person.id_token is not null
    union all
    select
        relation.person_id,
        relation.relative_token as holder_token,
        relation.since,
        relation.until
    from src.official_relation as relation
    where relation.relation in ('spouse', 'child', 'child_spouse')
),

held as (
    select
        declaration.person_id,
        declaration.year,
        relation.credit_code,
        family.holder_token
    from src.official_declaration as declaration
    join family
        on declaration.person_id = family.person_id
    join src.enterprise_person as relation
        on family.holder_token = relation.id_token
    where
        coalesce(family.since <= declaration.year_end, true)
        and coalesce(declaration.year_end < family.until, true)
        and relation.from_on <= declaration.year_end
        and coalesce(declaration.year_end < relation.to_on, true)
    group by
        declaration.person_id,
        declaration.year,
        relation.credit_code,
        family.holder_token
),

hidden as (
    select
        held.person_id,
        held.year,
        count(held.credit_code) as enterprises,
        min(held.credit_code) as credit_code
    from held
    left join src.declared_enterprise as declared
        on
            held.person_id = declared.person_id
            and held.year = declared.year
            and held.credit_code = declared.credit_code
            and held.holder_token = declared.holder_token
    where declared.person_id is null
    group by
        held.person_id,
        held.year
),

examined as (
    select
        item.person_id,
        item.unit_id,
        item.year,
        item.filed_on,
        hidden.enterprises as enterprises,
        hidden.credit_code as credit_code,
        person.id_token as id_token
    from src.official_declaration as item
    left join src.person as person
        on item.person_id = person.person_id
    left join hidden
        on
            item.person_id = hidden.person_id
            and item.year = hidden.year
    where
        item.filed_on is not null
),

judged as (
    select
        examined.person_id,
        examined.unit_id,
        examined.year,
        examined.filed_on,
        examined.enterprises,
        examined.credit_code,
        examined.id_token,
        case
            when examined.id_token is null then 'token'
        end as missing
    from examined
)

select
    judged.person_id || '|' || cast(judged.year as varchar) as record_id,
    judged.filed_on as trigger_day,
    judged.unit_id,
    judged.person_id,
    judged.year,
    judged.enterprises,
    judged.credit_code,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.enterprises is not null then 'flagged'
        else 'clear'
    end as verdict
from judged
