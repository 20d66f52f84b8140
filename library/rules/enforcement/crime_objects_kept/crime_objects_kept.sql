-- 每个涉嫌犯罪案件一行：收到立案通知日期起的最后期限与移交涉案物品日期比较。
select
    given.transfer_id as record_id,
    given.police_filed_on as trigger_day,
    given.unit_id,
    given.case_no,
    given.handed_over_on,
    term.due_day,
    case
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.handed_over_on, run.as_of) > term.due_day then 'flagged'
        when given.handed_over_on is null then 'pending'
        else 'clear'
    end as verdict
from src.crime_transfer as given
cross join engine.run as run
left join param.penalty_crime_objects as term
    on given.police_filed_on = term.start_day
where
    given.decision = 'transfer'
    and given.police_filed_on is not null
