-- 有项目名称的预算指标是否设定绩效目标。
select
    line.budget_line_id as record_id,
    line.approved_on as trigger_day,
    line.unit_id,
    line.project_name,
    line.fiscal_year,
    line.approved_fen,
    line.has_goal,
    case when line.has_goal is null then 'goal' end as missing,
    case
        when line.has_goal is null then 'undecidable'
        when line.has_goal then 'clear'
        else 'flagged'
    end as verdict
from src.budget_line as line
where line.project_name is not null
