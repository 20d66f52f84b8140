-- 每件线索一行：立案与否决定日期起的最后期限与告知举报人日期比较。
select
    given.clue_no as record_id,
    given.decided_on as trigger_day,
    given.unit_id,
    given.handler_id,
    given.decision,
    given.told_on,
    term.due_day,
    case
        when given.decided_on is null then 'start'
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.told_on, run.as_of) > term.due_day then 'flagged'
        when given.told_on is null then 'pending'
        else 'clear'
    end as verdict
from src.enforcement_clue as given
cross join engine.run as run
left join param.registration_reporter_notice as term
    on given.decided_on = term.start_day
where
    given.kind = 'report'
    and given.is_market
    and given.is_real_name
    and given.decision in ('filed', 'not_filed')
