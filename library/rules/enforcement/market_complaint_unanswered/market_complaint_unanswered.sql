-- 每件线索一行：收到日期起的最后期限与投诉受理决定日期比较。
select
    given.clue_no as record_id,
    given.received_on as trigger_day,
    given.unit_id,
    given.handler_id,
    given.accepted_on,
    term.due_day,
    case
        when given.received_on is null then 'start'
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.accepted_on, run.as_of) > term.due_day then 'flagged'
        when given.accepted_on is null then 'pending'
        else 'clear'
    end as verdict
from src.enforcement_clue as given
cross join engine.run as run
left join param.registration_complaint_acceptance as term
    on given.received_on = term.start_day
where
    given.kind = 'complaint'
    and given.is_market
