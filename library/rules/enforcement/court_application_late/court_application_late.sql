-- 每次强制执行或者申请执行一行：起诉期限届满日期起的最后期限与申请法院日期比较。
select
    given.execution_id as record_id,
    given.expired_on as trigger_day,
    given.unit_id,
    given.case_no,
    given.applied_on,
    term.due_day,
    case
        when given.expired_on is null then 'start'
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.applied_on, run.as_of) > term.due_day then 'flagged'
        when given.applied_on is null then 'pending'
        else 'clear'
    end as verdict
from src.forced_execution as given
cross join engine.run as run
left join param.compulsion_court_application as term
    on given.expired_on = term.start_day
where given.kind = 'court'
