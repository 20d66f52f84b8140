-- 每名离任人员：限制期内是否到与原单位有采购合同的企业任职或者出资。
with

moved as (
    select
        person.person_id,
        min(relation.from_on) as joined_on,
        min(relation.credit_code) as credit_code
    from src.person as person
    join src.enterprise_person as relation
        on person.id_token = relation.id_token
    join src.contract as contract
        on
            relation.credit_code = contract.supplier_code
            and person.unit_id = contract.buyer_id
    where relation.from_on >= person.to_on
    group by person.person_id
),

examined as (
    select
        item.person_id,
        item.unit_id,
        item.rank,
        item.to_on,
        moved.joined_on as joined_on,
        moved.credit_code as credit_code,
        case when post.is_leader then leader.earliest_day else other.earliest_day end as earliest_day,
        item.id_token as id_token,
        post.is_leader as is_leader
    from src.person as item
    left join src.post as post
        on item.post_id = post.post_id
    left join moved
        on item.person_id = moved.person_id
    left join param.officials_post_office_leader as leader
        on item.to_on = leader.start_day
    left join param.officials_post_office_other as other
        on item.to_on = other.start_day
    where
        item.to_on is not null
),

judged as (
    select
        examined.person_id,
        examined.unit_id,
        examined.rank,
        examined.to_on,
        examined.joined_on,
        examined.credit_code,
        examined.earliest_day,
        examined.id_token,
        examined.is_leader,
        case
            when examined.id_token is null then 'token'
            when examined.joined_on is not null and examined.is_leader is null then 'post'
            when examined.joined_on is not null and examined.earliest_day is null then 'day'
        end as missing
    from examined
)

select
    judged.person_id as record_id,
    judged.to_on as trigger_day,
    judged.unit_id,
    judged.person_id,
    judged.rank,
    judged.joined_on,
    judged.credit_code,
    judged.earliest_day,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.joined_on < judged.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from judged
