-- 每项强制措施：批准是否不晚于实施之日，情况紧急的是否不晚于次日。
with

measured as (
    select
        given.measure_id,
        given.started_on,
        given.unit_id,
        given.leader_id,
        given.case_no,
        given.kind,
        given.is_urgent,
        given.approved_on,
        term.due_day as urgent_on,
        case when given.is_urgent then term.due_day else given.started_on end as last_on,
        count(given.approved_on) over (partition by given.unit_id) as approvals
    from src.enforcement_measure as given
    left join param.compulsion_urgent_approval as term
        on given.started_on = term.start_day
    where given.kind in ('seizure', 'detention', 'freeze')
)

select
    measured.measure_id as record_id,
    measured.started_on as trigger_day,
    measured.unit_id,
    measured.leader_id,
    measured.case_no,
    measured.kind,
    measured.is_urgent,
    measured.approved_on,
    measured.last_on,
    measured.approvals,
    case
        when measured.started_on is null then 'start'
        when measured.urgent_on is null then 'term'
        when measured.approvals = 0 then 'approval'
    end as missing,
    case
        when measured.urgent_on is null or measured.approvals = 0 then 'undecidable'
        when measured.approved_on <= measured.last_on then 'clear'
        when coalesce(measured.approved_on, run.as_of) > measured.last_on then 'flagged'
        else 'pending'
    end as verdict
from measured
cross join engine.run as run
