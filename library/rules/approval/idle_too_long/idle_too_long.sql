-- 受理至决定（未决定的至今日）之间相邻两个动作的间隔；落在一段扣除时间之内的间隔不计。
with

handled as (
    select
        matter.matter_id,
        matter.unit_id,
        matter.handler_id,
        matter.applicant_name,
        matter.accepted_on,
        matter.decided_on,
        matter.decision,
        coalesce(matter.decided_on, run.as_of) as end_on
    from src.matter as matter
    cross join engine.run as run
    where
        matter.procedure in ('licence', 'joint', 'registration')
        and matter.accepted_on is not null
),

moments as (
    select handled.matter_id, handled.accepted_on as day
    from handled
    union
    select handled.matter_id, handled.end_on as day
    from handled
    union
    select event.matter_id, event.happened_on as day
    from src.matter_event as event
    union
    select span.matter_id, span.started_on as day
    from src.suspension_span as span
    union
    select span.matter_id, span.ended_on as day
    from src.suspension_span as span
    where span.ended_on is not null
),

paired as (
    select
        handled.matter_id,
        moments.day as idle_from,
        lead(moments.day) over (partition by handled.matter_id order by moments.day) as idle_until
    from handled
    join moments
        on handled.matter_id = moments.matter_id
        and moments.day between handled.accepted_on and handled.end_on
),

spans as (
    select
        span.matter_id,
        span.started_on,
        coalesce(span.ended_on, handled.end_on) as until_on
    from src.suspension_span as span
    join handled
        on span.matter_id = handled.matter_id
),

gaps as (
    select
        paired.matter_id,
        paired.idle_from,
        paired.idle_until,
        term.due_day,
        row_number() over (
            partition by paired.matter_id
            order by date_diff('day', paired.idle_from, paired.idle_until) desc, paired.idle_from
        ) as place
    from paired
    left join spans
        on paired.matter_id = spans.matter_id
        and paired.idle_from >= spans.started_on
        and paired.idle_until <= spans.until_on
    left join param.approval_idle_days as term
        on paired.idle_from = term.start_day
    where
        paired.idle_until is not null
        and spans.matter_id is null
),

judged as (
    select
        handled.matter_id,
        case
            when handled.decision is not null and handled.decided_on is null then 'decided'
            when gaps.place = 1 and gaps.due_day is null then 'limit'
        end as missing,
        case
            when gaps.idle_until > gaps.due_day then 'flagged'
            when handled.decided_on is null then 'pending'
            else 'clear'
        end as verdict
    from handled
    left join gaps
        on handled.matter_id = gaps.matter_id
        and gaps.place = 1
)

select
    handled.matter_id as record_id,
    coalesce(gaps.idle_from, handled.accepted_on) as trigger_day,
    handled.unit_id,
    handled.handler_id,
    handled.applicant_name,
    gaps.idle_until,
    gaps.due_day,
    judged.missing,
    case when judged.missing is not null then 'undecidable' else judged.verdict end as verdict
from handled
join judged
    on handled.matter_id = judged.matter_id
left join gaps
    on handled.matter_id = gaps.matter_id
    and gaps.place = 1
