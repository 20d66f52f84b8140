-- Counts fed back by the discipline authority. A span that lies inside a wider one of the same class is part
-- of it and not added again; a span across the edge of the period or across another span is a gap.
with

reported as (
    select
        statistic.kind,
        statistic.breakdown,
        statistic.period_from,
        statistic.period_to,
        statistic.count
    from src.discipline_statistic as statistic
    cross join engine.run as run
    where
        statistic.kind = 'cases'
        and statistic.period_from <= run.period_end
        and (statistic.period_to is null or statistic.period_to >= run.period_start)
        and (statistic.period_to is not null or statistic.period_from >= run.period_start)
),

inside as (
    select
        narrow.breakdown,
        narrow.period_from
    from reported as narrow
    join reported as wide
        on narrow.breakdown = wide.breakdown
        and narrow.period_from >= wide.period_from
        and narrow.period_to <= wide.period_to
        and (narrow.period_from > wide.period_from or narrow.period_to < wide.period_to)
    cross join engine.run as run
    where
        wide.period_from >= run.period_start
        and wide.period_to <= run.period_end
    group by narrow.breakdown, narrow.period_from
),

outermost as (
    select
        reported.breakdown,
        reported.period_from,
        reported.period_to,
        reported.count
    from reported
    left join inside
        on reported.breakdown = inside.breakdown
        and reported.period_from = inside.period_from
    where inside.breakdown is null
),

crossed as (
    select
        one.breakdown,
        one.period_from
    from outermost as one
    join outermost as other
        on one.breakdown = other.breakdown
        and one.period_from <> other.period_from
        and one.period_from <= other.period_to
        and one.period_to >= other.period_from
    group by one.breakdown, one.period_from
)

select
    outermost.breakdown || '/' || cast(outermost.period_from as varchar) as record_id,
    outermost.breakdown,
    outermost.period_from,
    outermost.period_to,
    outermost.count as number,
    case
        when outermost.period_to is null or outermost.period_from < run.period_start
            or outermost.period_to > run.period_end then 'period'
        when crossed.breakdown is not null then 'overlap'
    end as missing
from outermost
cross join engine.run as run
left join crossed
    on outermost.breakdown = crossed.breakdown
    and outermost.period_from = crossed.period_from
