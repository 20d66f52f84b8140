-- A step that happened although the step it needs never did.
select
    timeline.record_id as record_id,
    timeline.done_on as trigger_day,
    timeline.unit_id,
    timeline.person_id,
    timeline.done_on,
    timeline.before_on,
    case
        when timeline.before_on is null
            and (timeline.before_noted_on is not null or timeline.other_steps = 0)
            then 'event_log'
    end as missing,
    case
        when timeline.before_on is not null then 'clear'
        when timeline.before_noted_on is not null or timeline.other_steps = 0 then 'undecidable'
        else 'flagged'
    end as verdict
from src.timeline as timeline
where timeline.done_on is not null
