-- One audit a project and stage: the audit office before the finance review, then third parties, then the owner;
-- of equals the latest. What an earlier year has cut already is not cut again: the submitted amount is
-- never more than what an audit of an earlier year left.
with

ranked as (
    select
        audit.audit_id,
        audit.project_id,
        audit.stage,
        audit.auditor,
        audit.submitted_fen,
        audit.audited_fen,
        row_number() over (
            partition by audit.project_id, audit.stage
            order by
                case when audit.auditor = 'audit_office' then 0 else 1 end,
                case when audit.auditor = 'finance_review' then 0 else 1 end,
                case when audit.auditor = 'third_party' then 0 else 1 end,
                audit.audited_on desc,
                audit.audit_id desc
        ) as place,
        row_number() over (
            partition by audit.project_id, audit.stage
            order by audit.audited_on, audit.audit_id
        ) as turn
    from src.cost_audit as audit
    cross join engine.run as run
    where
        audit.audited_on >= run.period_start
        and audit.audited_on <= run.period_end
),

earlier as (
    select
        audit.project_id,
        audit.stage,
        min(audit.audited_fen) as audited_fen
    from src.cost_audit as audit
    cross join engine.run as run
    where audit.audited_on < run.period_start
    group by audit.project_id, audit.stage
),

undated as (
    select
        audit.audit_id,
        audit.project_id,
        audit.stage,
        audit.auditor
    from src.cost_audit as audit
    cross join engine.run as run
    where
        audit.audited_on is null
        and audit.audited_fen is not null
        and audit.received_on >= run.period_start
        and audit.received_on <= run.period_end
),

decisive as (
    select
        ranked.audit_id,
        ranked.project_id,
        ranked.stage,
        ranked.auditor,
        case
            when ranked.submitted_fen is not null
                then least(ranked.submitted_fen, coalesce(earlier.audited_fen, ranked.submitted_fen))
        end as submitted_fen,
        case
            when first_audit.submitted_fen is not null
                then least(first_audit.submitted_fen, coalesce(earlier.audited_fen, first_audit.submitted_fen))
        end as first_submitted_fen,
        ranked.audited_fen
    from ranked
    join ranked as first_audit
        on ranked.project_id = first_audit.project_id
        and ranked.stage = first_audit.stage
        and first_audit.turn = 1
    left join earlier
        on ranked.project_id = earlier.project_id
        and ranked.stage = earlier.stage
    where ranked.place = 1
),

totals as (
    select
        decisive.project_id,
        cast(sum(decisive.submitted_fen) as bigint) as submitted_fen,
        cast(sum(decisive.submitted_fen - decisive.audited_fen) as bigint) as reduced_fen
    from decisive
    where
        decisive.submitted_fen is not null
        and decisive.audited_fen is not null
    group by decisive.project_id
),

stages as (
    select
        decisive.audit_id,
        decisive.project_id,
        decisive.stage,
        decisive.submitted_fen,
        decisive.submitted_fen - decisive.audited_fen as reduced_fen,
        row_number() over (
            partition by decisive.project_id
            order by
                case when decisive.submitted_fen is null or decisive.audited_fen is null then 1 else 0 end,
                decisive.audit_id
        ) as place
    from decisive
)

select
    stages.audit_id as record_id,
    project.owner_id as unit_id,
    stages.project_id,
    stages.stage,
    stages.submitted_fen,
    stages.reduced_fen,
    case when stages.place = 1 then totals.submitted_fen end as project_submitted_fen,
    case when stages.place = 1 then totals.reduced_fen end as project_reduced_fen,
    case when stages.reduced_fen is null then 'amount' end as missing
from stages
left join totals
    on stages.project_id = totals.project_id
left join src.project as project
    on stages.project_id = project.project_id
union all
select
    undated.audit_id as record_id,
    project.owner_id as unit_id,
    undated.project_id,
    undated.stage,
    cast(null as bigint) as submitted_fen,
    cast(null as bigint) as reduced_fen,
    cast(null as bigint) as project_submitted_fen,
    cast(null as bigint) as project_reduced_fen,
    'audited_on' as missing
from undated
left join src.project as project
    on undated.project_id = project.project_id
