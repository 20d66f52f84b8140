-- 每条线索一行，只有编号和日期，没有内容：移送日期起的最后期限与签收日期比较。
select
    given.clue_id as record_id,
    given.transferred_on as trigger_day,
    given.unit_id,
    given.receipt_on,
    term.due_day,
    case
        when given.transferred_on is null then 'start'
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.receipt_on, run.as_of) > term.due_day then 'flagged'
        when given.receipt_on is null then 'pending'
        else 'clear'
    end as verdict
from src.clue_course as given
cross join engine.run as run
left join param.clues_transfer_receipt as term
    on given.transferred_on = term.start_day
where given.way = 'transfer'
