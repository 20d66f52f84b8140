-- 信访环节：表中每个日期是一个环节。
with

events as (
    select
        petition.petition_id as matter_id,
        'receive' as step,
        petition.received_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        petition.unit_id
    from src.petition as petition
    where petition.received_on is not null
    union all
    select
        petition.petition_id as matter_id,
        'assign' as step,
        petition.assigned_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        petition.unit_id
    from src.petition as petition
    where petition.assigned_on is not null
    union all
    select
        petition.petition_id as matter_id,
        'tell' as step,
        petition.told_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        petition.unit_id
    from src.petition as petition
    where petition.told_on is not null
    union all
    select
        petition.petition_id as matter_id,
        'accept' as step,
        petition.accepted_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        petition.unit_id
    from src.petition as petition
    where petition.accepted_on is not null
    union all
    select
        petition.petition_id as matter_id,
        'reply' as step,
        petition.closed_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        petition.unit_id
    from src.petition as petition
    where petition.closed_on is not null
    union all
    select
        petition.petition_id as matter_id,
        'review_request' as step,
        petition.review_requested_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        petition.unit_id
    from src.petition as petition
    where petition.review_requested_on is not null
    union all
    select
        petition.petition_id as matter_id,
        'review' as step,
        petition.reviewed_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        petition.unit_id
    from src.petition as petition
    where petition.reviewed_on is not null
    union all
    select
        petition.petition_id as matter_id,
        'recheck_request' as step,
        petition.recheck_requested_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        petition.unit_id
    from src.petition as petition
    where petition.recheck_requested_on is not null
    union all
    select
        petition.petition_id as matter_id,
        'recheck' as step,
        petition.rechecked_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        petition.unit_id
    from src.petition as petition
    where petition.rechecked_on is not null
)

select
    events.matter_id,
    row_number() over (partition by events.matter_id order by events.happened_on, events.step) as seq,
    events.step,
    events.happened_on,
    events.recorded_on,
    events.actor_id,
    events.unit_id
from events
