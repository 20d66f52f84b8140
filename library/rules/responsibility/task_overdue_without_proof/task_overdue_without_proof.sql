-- 每项有期限的任务：期限届满时是否报告完成并附佐证。
select
    task.task_id as record_id,
    task.due_on as trigger_day,
    task.unit_id,
    task.title,
    task.owner,
    task.done_on,
    task.proof,
    case
        when task.due_on is null then 'due'
    end as missing,
    case
        when task.due_on is null then 'undecidable'
        when run.as_of <= task.due_on then 'pending'
        when task.done_on is null or task.proof is null then 'flagged'
        else 'clear'
    end as verdict
from src.task as task
cross join engine.run as run
