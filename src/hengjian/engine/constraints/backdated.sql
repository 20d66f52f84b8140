-- Events entered into the source system long after the day on which they are said to have happened.
with

entered as (
    select
        log.matter_id as record_id,
        log.happened_on,
        log.recorded_on,
        log.step,
        term.due_day
    from src.log as log
    left join param.term as term
        on log.happened_on = term.start_day
),

counted as (
    select
        entered.record_id,
        min(entered.happened_on) as first_on,
        min(case when entered.recorded_on > entered.due_day then entered.happened_on end) as done_on,
        max(case when entered.recorded_on > entered.due_day then entered.recorded_on end) as recorded_on,
        max(case when entered.recorded_on is null then 1 else 0 end) as unrecorded,
        max(case when entered.due_day is null then 1 else 0 end) as no_limit
    from entered
    group by entered.record_id
)

select
    counted.record_id as record_id,
    coalesce(counted.done_on, counted.first_on) as trigger_day,
    timeline.unit_id,
    timeline.person_id,
    counted.done_on,
    counted.recorded_on,
    case
        when counted.done_on is not null then null
        when counted.no_limit = 1 then 'limit'
        when counted.unrecorded = 1 then 'recorded_on'
    end as missing,
    case
        when counted.done_on is not null then 'flagged'
        when counted.no_limit = 1 or counted.unrecorded = 1 then 'undecidable'
        else 'clear'
    end as verdict
from counted
join src.timeline as timeline
    on counted.record_id = timeline.record_id
