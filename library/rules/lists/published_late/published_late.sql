-- Every version of a power or duty: published within the days for proactive disclosure of its first day?
with

versions as (
    select
        power.power_id as item_id,
        power.unit_id,
        power.name,
        power.valid_from,
        power.published_on
    from src.power_item as power
    union all
    select
        duty.duty_id as item_id,
        duty.unit_id,
        duty.name,
        duty.valid_from,
        duty.published_on
    from src.duty_item as duty
)

select
    versions.item_id || '|' || cast(versions.valid_from as varchar) as record_id,
    versions.valid_from as trigger_day,
    versions.unit_id,
    versions.item_id,
    versions.name,
    term.due_day,
    versions.published_on,
    case
        when term.due_day is null then 'deadline'
        when versions.published_on is null and term.due_day < run.as_of then 'published'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when versions.published_on <= term.due_day then 'clear'
        when versions.published_on is not null then 'flagged'
        when term.due_day < run.as_of then 'undecidable'
        else 'pending'
    end as verdict
from versions
cross join engine.run as run
left join param.disclosure_publication as term
    on versions.valid_from = term.start_day
where versions.valid_from <= run.as_of
