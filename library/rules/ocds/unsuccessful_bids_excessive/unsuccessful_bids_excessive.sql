with tenderers as (
    select
        wins.tenderer_id,
        wins.trigger_day,
        wins.processes,
        wins.wins,
        wins.ratio,
        attendance.q3 as frequent_from,
        coalesce(fixed.value, win_rate.lower_fence) as fence,
    from src.ocds_tenderer_wins as wins
    cross join engine.run as run
    left join param.ocds_win_ratio as fixed on fixed.day = run.as_of
    left join src.ocds_fence as win_rate on win_rate.sample = 'win_rate'
    left join src.ocds_fence as attendance on attendance.sample = 'attendance'
),
judged as (
    select
        tenderers.tenderer_id,
        case
            when tenderers.frequent_from is null or tenderers.fence is null then 'undecidable'
            when tenderers.processes < tenderers.frequent_from then 'clear'
            when tenderers.ratio > tenderers.fence then 'clear'
            -- A fence of zero cannot tell a low outlier from the many who never win.
            when tenderers.fence <= 0 then 'undecidable'
            else 'flagged'
        end as verdict,
    from tenderers
)
select
    'tenderer' || ':' || tenderers.tenderer_id as record_id,
    tenderers.trigger_day as trigger_day,
    tenderers.tenderer_id as tenderer_id,
    tenderers.processes as processes,
    tenderers.wins as wins,
    tenderers.ratio as ratio,
    tenderers.frequent_from as frequent_from,
    tenderers.fence as fence,
    case when judged.verdict = 'undecidable' then 'sample' end as missing,
    judged.verdict as verdict,
from tenderers
join judged on judged.tenderer_id = tenderers.tenderer_id
