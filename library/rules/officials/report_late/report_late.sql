-- 每名报告人每年一行：报告日期与自报告年度最后一日起的最后一日比较。
with

dated as (
    select
        item.person_id,
        item.unit_id,
        item.year,
        item.year_end,
        item.filed_on,
        term.due_day
    from src.official_declaration as item
    left join param.officials_yearly_report as term
        on item.year_end = term.start_day
)

select
    dated.person_id as record_id,
    dated.year_end as trigger_day,
    dated.unit_id,
    dated.person_id,
    dated.year,
    dated.filed_on,
    dated.due_day,
    case
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.filed_on <= dated.due_day then 'clear'
        when dated.filed_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
