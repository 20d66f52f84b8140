-- Key posts and who holds them today; whether the unit was audited since.
with

reported as (
    select
        audit.unit_id,
        max(audit.report_on) as last_report_on
    from src.audit as audit
    cross join engine.run as run
    where audit.report_on <= run.as_of
    group by audit.unit_id
),

held as (
    select
        person.post_id,
        person.person_id,
        person.from_on
    from src.person as person
    cross join engine.run as run
    where
        (person.from_on is null or person.from_on <= run.as_of)
        and (person.to_on is null or person.to_on > run.as_of)
)

select
    post.post_id as record_id,
    post.unit_id,
    post.name,
    held.person_id,
    held.from_on,
    date_diff('day', held.from_on, run.as_of) as days,
    reported.last_report_on,
    case
        when held.person_id is null then 'vacant'
        when held.from_on is null then 'unknown'
        when reported.last_report_on >= held.from_on then 'audited'
        else 'unaudited'
    end as state
from src.post as post
cross join engine.run as run
left join held
    on post.post_id = held.post_id
left join reported
    on post.unit_id = reported.unit_id
where post.is_key
