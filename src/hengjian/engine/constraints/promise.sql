-- A step within the working days that the unit promised for the item, suspensions left out.
with

started as (
    select
        timeline.record_id,
        timeline.unit_id,
        timeline.person_id,
        timeline.start_on,
        timeline.done_on,
        timeline.closed_on,
        timeline.promised_days,
        first_day.no as start_no
    from src.timeline as timeline
    left join engine.count as first_day
        on timeline.start_on = first_day.day
        and first_day.unit = 'working_day'
    where timeline.start_on is not null
),

spent as (
    select
        started.record_id,
        started.start_no,
        started.promised_days,
        span.span_no,
        span.is_open,
        greatest(first_day.before_no, started.start_no) as from_no,
        greatest(last_day.no, first_day.before_no, started.start_no) as to_no
    from started
    join src.suspension_span as span
        on started.record_id = span.matter_id
    join engine.count as first_day
        on span.started_on = first_day.day
        and first_day.unit = 'working_day'
    left join engine.count as last_day
        on span.ended_on = last_day.day
        and last_day.unit = 'working_day'
),

counted as (
    select
        spent.record_id,
        spent.is_open,
        spent.promised_days,
        spent.to_no - spent.from_no as length,
        spent.from_no - spent.start_no - coalesce(
            sum(spent.to_no - spent.from_no)
                over (partition by spent.record_id order by spent.span_no
                    rows between unbounded preceding and 1 preceding),
            0
        ) as spent_before
    from spent
),

suspended as (
    select
        counted.record_id,
        cast(sum(counted.length) as bigint) as days,
        max(case when counted.is_open then 1 else 0 end) as still_open
    from counted
    where counted.spent_before < counted.promised_days
    group by counted.record_id
),

judged as (
    select
        started.record_id,
        started.unit_id,
        started.person_id,
        started.start_on,
        started.done_on,
        started.closed_on,
        started.promised_days,
        coalesce(suspended.days, 0) as suspended_days,
        coalesce(suspended.still_open, 0) as still_open,
        due.day as due_day
    from started
    left join suspended
        on started.record_id = suspended.record_id
    left join engine.count_day as due
        on started.start_no + started.promised_days + coalesce(suspended.days, 0) = due.no
        and due.unit = 'working_day'
)

select
    judged.record_id as record_id,
    judged.start_on as trigger_day,
    judged.unit_id,
    judged.person_id,
    judged.done_on,
    judged.due_day,
    judged.promised_days,
    judged.suspended_days,
    case
        when judged.promised_days is null then 'promise'
        when judged.due_day is null then 'calendar'
        when judged.still_open = 1 and coalesce(judged.done_on, judged.closed_on) is not null
            then 'suspension_end'
    end as missing,
    case
        when judged.promised_days is null or judged.due_day is null then 'undecidable'
        when judged.still_open = 1 and coalesce(judged.done_on, judged.closed_on) is not null
            then 'undecidable'
        when judged.still_open = 1 then 'pending'
        when least(judged.done_on, judged.closed_on) > judged.due_day then 'flagged'
        when coalesce(judged.done_on, judged.closed_on) is not null then 'clear'
        when run.as_of > judged.due_day then 'flagged'
        else 'pending'
    end as verdict
from judged
cross join engine.run as run
