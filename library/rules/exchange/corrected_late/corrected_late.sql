-- 每件数据校核申请：办结日期是否不晚于期限；尚未办结的看截至日。
select
    filed.correction_id as record_id,
    filed.asked_on as trigger_day,
    filed.owner_id,
    filed.answered_on,
    term.due_day,
    case
        when filed.asked_on is null then 'start'
        when term.due_day is null then 'limit'
    end as missing,
    case
        when filed.asked_on is null then 'undecidable'
        when term.due_day is null then 'undecidable'
        when coalesce(filed.answered_on, run.as_of) > term.due_day then 'flagged'
        when filed.answered_on is null then 'pending'
        else 'clear'
    end as verdict
from src.share_correction as filed
cross join engine.run as run
left join param.exchange_correction as term
    on filed.asked_on = term.start_day
