-- 每项需要落实的议定事项：是否已经分解为任务。
with

counted as (
    select
        decision.decision_id,
        decision.meeting_id,
        decision.unit_id,
        decision.text,
        decision.needs_task,
        decision.decided_on,
        count(task.task_id) as tasks
    from src.meeting_decision as decision
    left join src.task as task
        on decision.decision_id = task.decision_id
    group by
        decision.decision_id,
        decision.meeting_id,
        decision.unit_id,
        decision.text,
        decision.needs_task,
        decision.decided_on
)

select
    counted.decision_id as record_id,
    counted.decided_on as trigger_day,
    counted.unit_id,
    counted.meeting_id,
    counted.text,
    counted.tasks,
    case
        when counted.tasks > 0 then null
        when counted.needs_task is null then 'needs'
        when counted.decided_on is null then 'day'
    end as missing,
    case
        when counted.tasks > 0 then 'clear'
        when counted.needs_task is null or counted.decided_on is null then 'undecidable'
        when run.as_of > counted.decided_on then 'flagged'
        else 'pending'
    end as verdict
from counted
cross join engine.run as run
where coalesce(counted.needs_task, true)
