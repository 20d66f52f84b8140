-- 每个单位每类问题：在几个年度的审计中出现。
with

found as (
    select
        problem.unit_id,
        problem.kind,
        count(distinct problem.audit_id) as audits,
        count(distinct audit.year) as years,
        max(audit.report_on) as last_on,
        cast(sum(problem.amount_fen) as bigint) as total_fen
    from src.audit_problem as problem
    join src.audit as audit
        on problem.audit_id = audit.audit_id
    where audit.report_on is not null
    group by
        problem.unit_id,
        problem.kind
)

select
    found.unit_id || '|' || coalesce(found.kind, '') as record_id,
    found.last_on as trigger_day,
    found.unit_id,
    found.kind,
    found.audits,
    found.years,
    found.total_fen,
    times.value as least,
    case
        when found.kind is null then 'kind'
    end as missing,
    case
        when found.kind is null then 'undecidable'
        when found.years >= times.value then 'flagged'
        else 'clear'
    end as verdict
from found
left join param.audit_repeat_times as times
    on found.last_on = times.day
