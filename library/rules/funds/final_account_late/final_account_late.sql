-- 条例施行之后竣工验收的项目：决算日与验收之日起一年的最后一日比较。
with

ruled as (
    select min(term.start_day) as first_on
    from param.budget_asset_account as term
)

select
    project.project_id as record_id,
    project.accepted_on as trigger_day,
    project.owner_id,
    project.name,
    project.final_account_on,
    term.due_day,
    project.total_paid_fen,
    case when term.due_day is null then 'calendar' end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(project.final_account_on, run.as_of) > term.due_day then 'flagged'
        when project.final_account_on is null then 'pending'
        else 'clear'
    end as verdict
from src.project as project
cross join engine.run as run
join ruled
    on project.accepted_on >= ruled.first_on
left join param.budget_asset_account as term
    on project.accepted_on = term.start_day
where project.kind in ('works', 'renovation')
