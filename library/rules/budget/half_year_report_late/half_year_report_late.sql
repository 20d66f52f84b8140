-- 每年的上半年预算执行情况报告一行：报告日期是否不晚于当年九月底。
with

dated as (
    select
        item.report_id,
        item.unit_id,
        item.fiscal_year,
        item.half_year_end,
        item.reported_on,
        term.due_day
    from src.congress_report as item
    left join param.budget_half_year_report as term
        on item.half_year_end = term.start_day
    where item.kind = 'half_year'
)

select
    dated.report_id as record_id,
    dated.half_year_end as trigger_day,
    dated.unit_id,
    dated.fiscal_year,
    dated.due_day,
    dated.reported_on,
    case when dated.due_day is null then 'calendar' end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.reported_on <= dated.due_day then 'clear'
        when dated.reported_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
