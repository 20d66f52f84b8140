-- 每名报告的亲属：是否与报告人同时在同一单位任职，且其中一人担任领导职务。
with

together as (
    select
        relation.person_id,
        relation.relative_token,
        min(kin.person_id) as relative_id,
        min(own.unit_id) as unit_id,
        count(own_post.post_id) + count(kin_post.post_id) as leaders
    from src.official_relation as relation
    join src.person as own
        on relation.person_id = own.person_id
    join src.person as kin
        on
            relation.relative_token = kin.id_token
            and own.unit_id = kin.unit_id
            and own.person_id <> kin.person_id
    cross join engine.run as run
    left join src.post as own_post
        on own.post_id = own_post.post_id and own_post.is_leader
    left join src.post as kin_post
        on kin.post_id = kin_post.post_id and kin_post.is_leader
    where
        coalesce(own.to_on > run.as_of, true)
        and coalesce(kin.to_on > run.as_of, true)
        and coalesce(relation.until > run.as_of, true)
    group by
        relation.person_id,
        relation.relative_token
)

select
    relation.person_id || '|' || relation.relative_token as record_id,
    relation.since as trigger_day,
    coalesce(together.unit_id, relation.unit_id) as unit_id,
    relation.person_id,
    relation.relation,
    together.relative_id,
    together.leaders,
    case
        when own.person_id is null then 'person'
    end as missing,
    case
        when own.person_id is null then 'undecidable'
        when together.leaders > 0 then 'flagged'
        else 'clear'
    end as verdict
from src.official_relation as relation
left join src.person as own
    on relation.person_id = own.person_id
left join together
    on
        relation.person_id = together.person_id
        and relation.relative_token = together.relative_token
