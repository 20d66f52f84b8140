-- 每件数据共享申请：办结日期是否不晚于期限；尚未办结的看截至日。
select
    filed.request_id as record_id,
    filed.asked_on as trigger_day,
    filed.owner_id,
    filed.decided_on,
    term.due_day,
    case
        when filed.asked_on is null then 'start'
        when term.due_day is null then 'limit'
    end as missing,
    case
        when filed.asked_on is null then 'undecidable'
        when term.due_day is null then 'undecidable'
        when coalesce(filed.decided_on, run.as_of) > term.due_day then 'flagged'
        when filed.decided_on is null then 'pending'
        else 'clear'
    end as verdict
from src.share_request as filed
cross join engine.run as run
left join param.exchange_answer as term
    on filed.asked_on = term.start_day
