-- 每个案件一行：收到复议意见书日期起的最后期限与纠正情况报告日期比较。
select
    given.case_no as record_id,
    given.opinion_on as trigger_day,
    given.unit_id,
    given.ground,
    given.opinion_reported_on,
    term.due_day,
    case
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.opinion_reported_on, run.as_of) > term.due_day then 'flagged'
        when given.opinion_reported_on is null then 'pending'
        else 'clear'
    end as verdict
from src.reconsideration as given
cross join engine.run as run
left join param.reconsideration_opinion_report as term
    on given.opinion_on = term.start_day
where given.opinion_on is not null
