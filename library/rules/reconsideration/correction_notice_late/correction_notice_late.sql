-- 每件通知过补正的复议申请：补正通知的最后期限与通知日期比较。
select
    item.case_no as record_id,
    item.received_on as trigger_day,
    item.unit_id,
    item.handler_id,
    item.correction_notice_on,
    term.due_day,
    case
        when term.due_day is null then 'received'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when item.correction_notice_on > term.due_day then 'flagged'
        else 'clear'
    end as verdict
from src.reconsideration as item
left join param.reconsideration_correction_notice as term
    on item.received_on = term.start_day
where item.correction_notice_on is not null
