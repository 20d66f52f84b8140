-- A step within a period that suspensions lengthen and an approved extension may lengthen once.
-- Spans count only while the period still runs: what is suspended after the last day cannot save it.
with

started as (
    select
        timeline.record_id,
        timeline.unit_id,
        timeline.person_id,
        timeline.start_on,
        timeline.done_on,
        timeline.closed_on,
        term.unit,
        first_day.no as start_no,
        last_day.no as raw_no
    from src.timeline as timeline
    left join param.term as term
        on timeline.start_on = term.start_day
    left join engine.count as first_day
        on term.unit = first_day.unit
        and timeline.start_on = first_day.day
    left join engine.count as last_day
        on term.unit = last_day.unit
        and term.raw_day = last_day.day
    where timeline.start_on is not null
),

extended as (
    select
        extension.matter_id as record_id,
        max(extension.approved_on) as approved_on,
        max(case
            when extension.approved_on is null or extension.approver_level is null then 1
            else 0
        end) as unproven,
        max(case when extension.approver_level = :approver then 1 else 0 end) as competent
    from src.extension as extension
    where extension.step = :step
    group by extension.matter_id
),

spans as (
    select
        started.record_id,
        started.start_on,
        started.start_no,
        started.raw_no - started.start_no as budget,
        span.span_no,
        span.is_open,
        greatest(first_day.before_no, started.start_no) as from_no,
        greatest(last_day.no, first_day.before_no, started.start_no) as to_no
    from started
    join src.suspension_span as span
        on started.record_id = span.matter_id
    join engine.count as first_day
        on started.unit = first_day.unit
        and span.started_on = first_day.day
    left join engine.count as last_day
        on started.unit = last_day.unit
        and span.ended_on = last_day.day
),

spent as (
    select
        spans.record_id,
        spans.start_on,
        spans.budget,
        spans.is_open,
        spans.to_no - spans.from_no as length,
        spans.from_no - spans.start_no - coalesce(
            sum(spans.to_no - spans.from_no)
                over (partition by spans.record_id order by spans.span_no
                    rows between unbounded preceding and 1 preceding),
            0
        ) as spent_before
    from spans
),

suspended as (
    select
        spent.record_id,
        cast(sum(case when spent.spent_before < spent.budget then spent.length else 0 end) as bigint)
            as base_days,
        cast(sum(case
            when spent.spent_before < spent.budget + coalesce(more.n, 0) then spent.length else 0
        end) as bigint) as longer_days,
        max(case when spent.is_open and spent.spent_before < spent.budget then 1 else 0 end)
            as base_open,
        max(case
            when spent.is_open and spent.spent_before < spent.budget + coalesce(more.n, 0) then 1
            else 0
        end) as longer_open
    from spent
    left join param.more as more
        on spent.start_on = more.start_day
    group by spent.record_id
),

measured as (
    select
        started.record_id,
        started.unit_id,
        started.person_id,
        started.start_on,
        started.done_on,
        started.closed_on,
        coalesce(extended.unproven, 0) as unproven,
        extended.competent = 1 and extended.approved_on <= base_due.due_day as is_extended,
        base_due.due_day as base_due_day,
        coalesce(suspended.base_days, 0) as base_days,
        coalesce(suspended.base_open, 0) as base_open,
        longer_due.due_day as longer_due_day,
        coalesce(suspended.longer_days, 0) as longer_days,
        coalesce(suspended.longer_open, 0) as longer_open,
        more.n as longer_n
    from started
    left join suspended
        on started.record_id = suspended.record_id
    left join extended
        on started.record_id = extended.record_id
    left join param.more as more
        on started.start_on = more.start_day
    left join engine.count_day as base_due
        on started.unit = base_due.unit
        and started.raw_no + coalesce(suspended.base_days, 0) = base_due.no
    left join engine.count_day as longer_due
        on started.unit = longer_due.unit
        and started.raw_no + more.n + coalesce(suspended.longer_days, 0) = longer_due.no
),

judged as (
    select
        measured.record_id,
        measured.unit_id,
        measured.person_id,
        measured.start_on,
        measured.done_on,
        least(measured.done_on, measured.closed_on) as ended_on,
        measured.unproven,
        case when measured.is_extended then measured.longer_due_day else measured.base_due_day end
            as due_day,
        case when measured.is_extended then measured.longer_n else 0 end as extension_days,
        case when measured.is_extended then measured.longer_days else measured.base_days end
            as suspended_days,
        case when measured.is_extended then measured.longer_open else measured.base_open end
            as still_open
    from measured
),

decided as (
    select
        judged.record_id,
        judged.unit_id,
        judged.person_id,
        judged.start_on,
        judged.done_on,
        judged.due_day,
        judged.suspended_days,
        judged.extension_days,
        case
            when judged.due_day is null then 'calendar'
            when judged.still_open = 1 and judged.ended_on is not null then 'suspension_end'
            when judged.unproven = 1 and coalesce(judged.ended_on, run.as_of) > judged.due_day
                then 'extension_approval'
        end as missing,
        case
            when judged.still_open = 1 then 'pending'
            when judged.ended_on > judged.due_day then 'flagged'
            when judged.ended_on is not null then 'clear'
            when run.as_of > judged.due_day then 'flagged'
            else 'pending'
        end as verdict
    from judged
    cross join engine.run as run
)

select
    decided.record_id as record_id,
    decided.start_on as trigger_day,
    decided.unit_id,
    decided.person_id,
    decided.done_on,
    decided.due_day,
    decided.suspended_days,
    decided.extension_days,
    decided.missing,
    case when decided.missing is not null then 'undecidable' else decided.verdict end as verdict
from decided
