-- 每个涉嫌犯罪案件一行：移送决定日期起的最后期限与移送公安日期比较。
select
    given.transfer_id as record_id,
    given.decided_on as trigger_day,
    given.unit_id,
    given.case_no,
    given.transferred_on,
    term.due_day,
    case
        when given.decided_on is null then 'start'
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.transferred_on, run.as_of) > term.due_day then 'flagged'
        when given.transferred_on is null then 'pending'
        else 'clear'
    end as verdict
from src.crime_transfer as given
cross join engine.run as run
left join param.penalty_crime_handover as term
    on given.decided_on = term.start_day
where given.decision = 'transfer'
