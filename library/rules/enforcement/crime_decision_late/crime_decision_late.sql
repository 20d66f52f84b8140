-- 每个涉嫌犯罪案件一行：向负责人报告日期起的最后期限与移送决定日期比较。
select
    given.transfer_id as record_id,
    given.reported_on as trigger_day,
    given.unit_id,
    given.case_no,
    given.decision,
    given.decided_on,
    term.due_day,
    case
        when given.reported_on is null then 'start'
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.decided_on, run.as_of) > term.due_day then 'flagged'
        when given.decided_on is null then 'pending'
        else 'clear'
    end as verdict
from src.crime_transfer as given
cross join engine.run as run
left join param.penalty_crime_transfer as term
    on given.reported_on = term.start_day
