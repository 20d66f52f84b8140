-- 最后一次审定的结算金额与累计支付比较。
with

settled as (
    select
        audit.project_id,
        audit.audited_on,
        audit.audited_fen,
        row_number() over (
            partition by audit.project_id order by audit.audited_on desc, audit.audit_id desc
        ) as place
    from src.cost_audit as audit
    where
        audit.stage = 'settlement'
        and audit.audited_on is not null
)

select
    project.project_id as record_id,
    settled.audited_on as trigger_day,
    project.owner_id,
    project.name,
    settled.audited_fen,
    project.total_paid_fen,
    case
        when settled.audited_fen is null then 'audited'
        when project.total_paid_fen is null then 'paid'
    end as missing,
    case
        when settled.audited_fen is null or project.total_paid_fen is null then 'undecidable'
        when project.total_paid_fen > settled.audited_fen then 'flagged'
        else 'clear'
    end as verdict
from src.project as project
join settled
    on project.project_id = settled.project_id
    and settled.place = 1
