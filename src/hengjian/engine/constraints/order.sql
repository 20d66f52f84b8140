-- A step that happened before the step it must follow. A repeated earlier step leaves it open.
select
    timeline.record_id as record_id,
    timeline.done_on as trigger_day,
    timeline.unit_id,
    timeline.person_id,
    timeline.done_on,
    timeline.before_on,
    case
        when timeline.done_on >= timeline.before_on and timeline.done_on < timeline.before_last_on
            then 'repeated_step'
    end as missing,
    case
        when timeline.done_on < timeline.before_on then 'flagged'
        when timeline.done_on < timeline.before_last_on then 'undecidable'
        else 'clear'
    end as verdict
from src.timeline as timeline
where
    timeline.done_on is not null
    and timeline.before_on is not null
