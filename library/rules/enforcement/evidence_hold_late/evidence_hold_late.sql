-- 每项措施一行：实施日期起的最后期限与处理或者解除日期比较。
select
    given.measure_id as record_id,
    given.started_on as trigger_day,
    given.unit_id,
    given.leader_id,
    given.case_no,
    given.ended_on,
    term.due_day,
    case
        when given.started_on is null then 'start'
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.ended_on, run.as_of) > term.due_day then 'flagged'
        when given.ended_on is null then 'pending'
        else 'clear'
    end as verdict
from src.enforcement_measure as given
cross join engine.run as run
left join param.penalty_evidence_hold as term
    on given.started_on = term.start_day
where given.kind = 'evidence'
