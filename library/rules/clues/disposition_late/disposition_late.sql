-- 每条线索一行，只有编号和日期，没有内容：收到线索日期起的最后期限与处置意见日期比较。
select
    given.clue_id as record_id,
    given.received_on as trigger_day,
    given.unit_id,
    given.way,
    given.disposed_on,
    term.due_day,
    case
        when given.received_on is null then 'start'
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.disposed_on, run.as_of) > term.due_day then 'flagged'
        when given.disposed_on is null then 'pending'
        else 'clear'
    end as verdict
from src.clue_course as given
cross join engine.run as run
left join param.clues_disposition as term
    on given.received_on = term.start_day
