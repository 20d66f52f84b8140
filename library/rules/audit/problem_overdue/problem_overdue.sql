-- 每个审计问题一行：审计查出的问题是否在规定时间内整改？
with

examined as (
    select
        item.problem_id,
        item.unit_id,
        item.audit_id,
        item.kind,
        item.amount_fen,
        item.state,
        item.rectified_on,
        audit.report_on as report_on,
        coalesce(item.due_on, term.due_day) as due_day
    from src.audit_problem as item
    left join src.audit as audit
        on item.audit_id = audit.audit_id
    left join param.audit_rectification as term
        on audit.report_on = term.start_day
),

judged as (
    select
        examined.problem_id,
        examined.unit_id,
        examined.audit_id,
        examined.kind,
        examined.amount_fen,
        examined.state,
        examined.rectified_on,
        examined.report_on,
        examined.due_day,
        case
            when examined.due_day is null then 'due'
            when examined.state = 'done' and examined.rectified_on is null then 'rectified'
        end as missing
    from examined
)

select
    judged.problem_id as record_id,
    judged.report_on as trigger_day,
    judged.unit_id,
    judged.audit_id,
    judged.kind,
    judged.amount_fen,
    judged.state,
    judged.rectified_on,
    judged.due_day,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.rectified_on > judged.due_day then 'flagged'
        when judged.state = 'done' then 'clear'
        when run.as_of > judged.due_day then 'flagged'
        when judged.due_day is not null then 'pending'
        else 'clear'
    end as verdict
from judged
cross join engine.run as run
