-- 每件信用修复申请：办结日期是否不晚于期限；尚未办结的看截至日。
select
    filed.repair_id as record_id,
    filed.applied_on as trigger_day,
    filed.unit_id,
    filed.credit_code,
    filed.decided_on,
    term.due_day,
    case
        when filed.applied_on is null then 'start'
        when term.due_day is null then 'limit'
    end as missing,
    case
        when filed.applied_on is null then 'undecidable'
        when term.due_day is null then 'undecidable'
        when coalesce(filed.decided_on, run.as_of) > term.due_day then 'flagged'
        when filed.decided_on is null then 'pending'
        else 'clear'
    end as verdict
from src.credit_repair as filed
cross join engine.run as run
left join param.credit_repair_decision as term
    on filed.applied_on = term.start_day
