-- 每件信用异议：办结日期是否不晚于期限；尚未办结的看截至日。
select
    filed.objection_id as record_id,
    filed.raised_on as trigger_day,
    filed.unit_id,
    filed.credit_code,
    filed.answered_on,
    term.due_day,
    case
        when filed.raised_on is null then 'start'
        when term.due_day is null then 'limit'
    end as missing,
    case
        when filed.raised_on is null then 'undecidable'
        when term.due_day is null then 'undecidable'
        when coalesce(filed.answered_on, run.as_of) > term.due_day then 'flagged'
        when filed.answered_on is null then 'pending'
        else 'clear'
    end as verdict
from src.credit_objection as filed
cross join engine.run as run
left join param.credit_objection_answer as term
    on filed.raised_on = term.start_day
