-- 每个开始执行的决策事项：评估是否按期。
with

step_days as (
    select
        log.matter_id,
        min(log.unit_id) as unit_id,
        min(case when log.step = 'implement' then log.happened_on end) as implemented_on,
        min(case when log.step = 'evaluate' then log.happened_on end) as evaluated_on
    from src.decision_step as log
    group by log.matter_id
)

select
    step_days.matter_id as record_id,
    step_days.implemented_on as trigger_day,
    step_days.unit_id,
    step_days.evaluated_on,
    term.due_day,
    case when term.due_day is null then 'term' end as missing,
    case
        when term.due_day is null then 'undecidable'
        when step_days.evaluated_on <= term.due_day then 'clear'
        when run.as_of > term.due_day then 'flagged'
        when step_days.evaluated_on is not null then 'flagged'
        else 'pending'
    end as verdict
from step_days
cross join engine.run as run
left join param.decisions_evaluation as term
    on step_days.implemented_on = term.start_day
where step_days.implemented_on is not null
