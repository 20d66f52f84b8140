-- Audit problems whose term ran out in the period: put right by its end, and in time?
select
    problem.problem_id as record_id,
    problem.unit_id,
    problem.kind,
    problem.due_on,
    problem.rectified_on,
    case when problem.state = 'done' and problem.rectified_on <= run.period_end then 1 else 0 end as done,
    case when problem.state = 'done' and problem.rectified_on <= problem.due_on then 1 else 0 end
        as done_in_time,
    case when problem.state = 'done' and problem.rectified_on <= run.period_end then 0 else 1 end as open,
    1 as one,
    case
        when problem.due_on is null then 'due_on'
        when problem.state = 'done' and problem.rectified_on is null then 'rectified_on'
    end as missing
from src.audit_problem as problem
cross join engine.run as run
left join src.audit as audit
    on problem.audit_id = audit.audit_id
where
    (problem.due_on >= run.period_start and problem.due_on <= run.period_end)
    or (problem.due_on is null and audit.report_on >= run.period_start and audit.report_on <= run.period_end)
