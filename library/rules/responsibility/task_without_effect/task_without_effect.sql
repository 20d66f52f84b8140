-- 每项报告完成又经抽查的任务：抽查结论和疑点数是否表明没有效果。
select
    task.task_id as record_id,
    task.checked_on as trigger_day,
    task.unit_id,
    task.title,
    task.done_on,
    task.effect,
    task.findings_before,
    task.findings_after,
    case
        when task.effect is null and (task.findings_before is null or task.findings_after is null) then 'effect'
    end as missing,
    case
        when task.effect = 'no_effect' then 'flagged'
        when task.findings_before > 0 and task.findings_after >= task.findings_before then 'flagged'
        when task.effect is null and (task.findings_before is null or task.findings_after is null) then 'undecidable'
        else 'clear'
    end as verdict
from src.task as task
where
    task.done_on is not null
    and task.checked_on is not null
