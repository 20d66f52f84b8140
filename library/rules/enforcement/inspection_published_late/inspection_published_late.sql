-- 每次入企检查一行：检查结束日期起的最后期限与结果公示日期比较。
select
    given.check_id as record_id,
    given.ended_on as trigger_day,
    given.unit_id,
    given.leader_id,
    given.credit_code,
    given.published_on,
    term.due_day,
    case
        when given.ended_on is null then 'start'
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.published_on, run.as_of) > term.due_day then 'flagged'
        when given.published_on is null then 'pending'
        else 'clear'
    end as verdict
from src.enterprise_check as given
cross join engine.run as run
left join param.enforcement_inspection_publication as term
    on given.ended_on = term.start_day
where given.cause = 'random'
