-- A step within a period that nothing stops: the last day comes straight from the parameter.
select
    timeline.record_id as record_id,
    timeline.start_on as trigger_day,
    timeline.unit_id,
    timeline.person_id,
    timeline.done_on,
    term.due_day,
    case when term.due_day is null then 'calendar' end as missing,
    case
        when term.due_day is null then 'undecidable'
        when least(timeline.done_on, timeline.closed_on) > term.due_day then 'flagged'
        when coalesce(timeline.done_on, timeline.closed_on) is not null then 'clear'
        when run.as_of > term.due_day then 'flagged'
        else 'pending'
    end as verdict
from src.timeline as timeline
cross join engine.run as run
left join param.term as term
    on timeline.start_on = term.start_day
where timeline.start_on is not null
