-- Units alive today: the last report on them, the problems it left, and the money they paid in the period.
with

reported as (
    select
        audit.unit_id,
        max(audit.report_on) as last_report_on
    from src.audit as audit
    cross join engine.run as run
    where audit.report_on <= run.as_of
    group by audit.unit_id
),

found as (
    select
        problem.unit_id,
        count(*) as problems,
        sum(case when problem.state <> 'done' then 1 else 0 end) as open_problems
    from src.audit_problem as problem
    group by problem.unit_id
),

paid as (
    select
        payment.unit_id,
        sum(payment.amount_fen) as paid_fen
    from src.payment as payment
    cross join engine.run as run
    where
        payment.paid_on >= run.period_start
        and payment.paid_on <= run.period_end
    group by payment.unit_id
)

select
    unit.unit_id as record_id,
    unit.unit_id,
    case
        when reported.last_report_on is null then 'never'
        when reported.last_report_on < run.prior_start then 'stale'
        when reported.last_report_on < run.period_start then 'previous'
        else 'current'
    end as state,
    reported.last_report_on,
    coalesce(found.problems, 0) as problems,
    coalesce(found.open_problems, 0) as open_problems,
    coalesce(paid.paid_fen, 0) as paid_fen
from src.unit as unit
cross join engine.run as run
left join reported
    on unit.unit_id = reported.unit_id
left join found
    on unit.unit_id = found.unit_id
left join paid
    on unit.unit_id = paid.unit_id
where
    unit.kind in ('department', 'township', 'institution')
    and (unit.closed_on is null or unit.closed_on > run.as_of)
