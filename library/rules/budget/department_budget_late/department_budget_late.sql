-- 每次部门预算批复一行：批复日期与自起算日期起的最后一日比较。
with

dated as (
    select
        item.approval_id,
        item.unit_id,
        item.fiscal_year,
        item.kind,
        item.ready_on,
        item.approved_on,
        term.due_day
    from src.budget_approval as item
    left join param.budget_department_approval as term
        on item.ready_on = term.start_day
    where
        item.kind = 'budget'
        and item.level = 'department'
)

select
    dated.approval_id as record_id,
    dated.ready_on as trigger_day,
    dated.unit_id,
    dated.fiscal_year,
    dated.kind,
    dated.approved_on,
    dated.due_day,
    case
        when dated.ready_on is null then 'start'
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.approved_on <= dated.due_day then 'clear'
        when dated.approved_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
