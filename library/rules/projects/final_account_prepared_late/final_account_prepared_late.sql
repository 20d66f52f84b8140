-- 每个已经完工的工程类项目一行：决算日期与完工之日起三个月、延长六个月的最后一日比较。延长须经批准，期间内的不作结论。
with

dated as (
    select
        project.project_id,
        project.owner_id,
        project.name,
        project.completed_on,
        project.final_account_on,
        project.total_paid_fen,
        term.due_day,
        extended.due_day as latest_day,
        coalesce(project.final_account_on, run.as_of) as done_on
    from src.project as project
    cross join engine.run as run
    left join param.investment_final_account as term
        on project.completed_on = term.start_day
    left join param.investment_final_account_extension_large as extended
        on term.due_day = extended.start_day
    where
        project.kind in ('works', 'renovation')
        and project.completed_on is not null
)

select
    dated.project_id as record_id,
    dated.completed_on as trigger_day,
    dated.owner_id,
    dated.name,
    dated.final_account_on,
    dated.due_day,
    dated.latest_day,
    dated.total_paid_fen,
    case
        when dated.latest_day is null then 'calendar'
        when dated.done_on <= dated.due_day then null
        when dated.done_on <= dated.latest_day then 'extension'
    end as missing,
    case
        when dated.latest_day is null then 'undecidable'
        when dated.done_on > dated.latest_day then 'flagged'
        when dated.done_on > dated.due_day then 'undecidable'
        when dated.final_account_on is null then 'pending'
        else 'clear'
    end as verdict
from dated
