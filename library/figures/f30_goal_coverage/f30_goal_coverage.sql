-- Budget lines of the year: do they carry a performance goal?
select
    line.budget_line_id as record_id,
    line.unit_id,
    line.fund_kind,
    case when line.has_goal then line.approved_fen else 0 end as covered_fen,
    line.approved_fen,
    case when line.has_goal then 1 else 0 end as covered,
    case when line.has_goal then 0 else 1 end as uncovered,
    1 as one,
    case when line.has_goal is null then 'goal' end as missing
from src.budget_line as line
cross join engine.run as run
where
    cast(line.fiscal_year as varchar)
    = substring(cast(run.period_start as varchar), 1, length(cast(line.fiscal_year as varchar)))
