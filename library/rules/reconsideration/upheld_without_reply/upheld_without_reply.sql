-- 维持的案件：被申请人的答复是否在按程序、按当时法律计算的最后期限之前。
with

due as (
    select
        given.case_no,
        given.decided_on,
        given.unit_id,
        given.handler_id,
        given.track,
        given.copy_received_on,
        given.replied_on,
        case when given.track = 'summary' then short.due_day else ordinary.due_day end as due_day
    from src.reconsideration as given
    left join param.reconsideration_reply as ordinary
        on given.copy_received_on = ordinary.start_day
    left join param.reconsideration_summary_reply as short
        on given.copy_received_on = short.start_day
    where given.decision = 'uphold'
)

select
    due.case_no as record_id,
    due.decided_on as trigger_day,
    due.unit_id,
    due.handler_id,
    due.track,
    due.copy_received_on,
    due.replied_on,
    due.due_day,
    case
        when due.copy_received_on is null then 'copy'
        when due.due_day is null then 'term'
    end as missing,
    case
        when due.due_day is null then 'undecidable'
        when due.replied_on <= due.due_day then 'clear'
        else 'flagged'
    end as verdict
from due
