-- 每条线索一行，只有编号和日期，没有内容：办结日期起的最后期限与结果反馈日期比较。
select
    given.clue_id as record_id,
    given.concluded_on as trigger_day,
    given.unit_id,
    given.result_told_on,
    term.due_day,
    case
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.result_told_on, run.as_of) > term.due_day then 'flagged'
        when given.result_told_on is null then 'pending'
        else 'clear'
    end as verdict
from src.clue_course as given
cross join engine.run as run
left join param.clues_result_notice as term
    on given.concluded_on = term.start_day
where
    given.is_real_name
    and given.concluded_on is not null
