-- 每名在职人员：证件令牌出现在几家存续企业的出资、任职登记中。
with

held as (
    select
        relation.id_token,
        count(distinct relation.credit_code) as enterprises,
        min(relation.credit_code) as credit_code,
        min(relation.from_on) as since_on
    from src.enterprise_person as relation
    join src.enterprise as enterprise
        on relation.credit_code = enterprise.credit_code
    cross join engine.run as run
    where
        coalesce(enterprise.status, 'active') = 'active'
        and coalesce(enterprise.is_state_owned, false) = false
        and relation.from_on <= run.as_of
        and coalesce(run.as_of < relation.to_on, true)
    group by relation.id_token
),

examined as (
    select
        item.person_id,
        item.unit_id,
        item.rank,
        coalesce(held.since_on, item.from_on) as since_on,
        held.enterprises as enterprises,
        held.credit_code as credit_code,
        item.id_token as id_token
    from src.person as item
    cross join engine.run as run
    left join held
        on item.id_token = held.id_token
    where
        coalesce(run.as_of < item.to_on, true)
),

judged as (
    select
        examined.person_id,
        examined.unit_id,
        examined.rank,
        examined.since_on,
        examined.enterprises,
        examined.credit_code,
        examined.id_token,
        case
            when examined.id_token is null then 'token'
        end as missing
    from examined
)

select
    judged.person_id as record_id,
    judged.since_on as trigger_day,
    judged.unit_id,
    judged.person_id,
    judged.rank,
    judged.enterprises,
    judged.credit_code,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.enterprises is not null then 'flagged'
        else 'clear'
    end as verdict
from judged
