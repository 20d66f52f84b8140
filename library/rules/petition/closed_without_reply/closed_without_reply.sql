-- 每件按信访程序办结的事项：有没有处理意见书文号。
with

closed as (
    select
        given.petition_id,
        given.closed_on,
        given.unit_id,
        given.result,
        given.reply_no,
        count(given.reply_no) over (partition by given.unit_id) as replies
    from src.petition as given
    where
        given.route = 'petition'
        and given.kind = 'request'
        and given.closed_on is not null
)

select
    closed.petition_id as record_id,
    closed.closed_on as trigger_day,
    closed.unit_id,
    closed.result,
    closed.reply_no,
    closed.replies,
    case when closed.replies = 0 then 'reply' end as missing,
    case
        when closed.replies = 0 then 'undecidable'
        when closed.reply_no is null then 'flagged'
        else 'clear'
    end as verdict
from closed
