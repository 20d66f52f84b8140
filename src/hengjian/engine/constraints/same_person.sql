-- Two steps that the law gives to different persons, done by one.
with

compared as (
    select
        first_event.matter_id as record_id,
        min(first_event.happened_on) as first_on,
        max(case when first_event.actor_id = second_event.actor_id then first_event.actor_id end) as actor_id,
        max(case
            when first_event.actor_id is null or second_event.actor_id is null then 1 else 0
        end) as unknown_actor
    from src.log as first_event
    join src.log as second_event
        on first_event.matter_id = second_event.matter_id
    where
        first_event.step = :first
        and second_event.step = :second
    group by first_event.matter_id
)

select
    timeline.record_id as record_id,
    compared.first_on as trigger_day,
    timeline.unit_id,
    compared.actor_id as person_id,
    case when compared.actor_id is null and compared.unknown_actor = 1 then 'actor' end as missing,
    case
        when compared.actor_id is not null then 'flagged'
        when compared.unknown_actor = 1 then 'undecidable'
        else 'clear'
    end as verdict
from compared
join src.timeline as timeline
    on compared.record_id = timeline.record_id
