-- 每份已批复的预算、决算一行：公开日期与自批复日期起的最后一日比较。
with

dated as (
    select
        item.approval_id,
        item.unit_id,
        item.fiscal_year,
        item.kind,
        item.approved_on,
        item.published_on,
        term.due_day
    from src.budget_approval as item
    left join param.budget_publication as term
        on item.approved_on = term.start_day
    where
        item.approved_on is not null
)

select
    dated.approval_id as record_id,
    dated.approved_on as trigger_day,
    dated.unit_id,
    dated.fiscal_year,
    dated.kind,
    dated.published_on,
    dated.due_day,
    case
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.published_on <= dated.due_day then 'clear'
        when dated.published_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
