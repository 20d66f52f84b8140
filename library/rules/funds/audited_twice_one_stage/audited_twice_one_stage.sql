-- 每个项目每个阶段：财政评审、审计机关和第三方一共审了几次。
with

examined as (
    select
        item.project_id,
        item.stage as stage,
        max(project.owner_id) as unit_id,
        max(item.audited_on) as last_on,
        count(item.audit_id) as audits,
        count(distinct item.auditor) as auditors,
        count(item.audited_on) as dated
    from src.cost_audit as item
    join src.project as project
        on item.project_id = project.project_id
    where
        item.auditor <> 'owner'
    group by
        item.project_id,
        item.stage
),

judged as (
    select
        examined.project_id,
        examined.stage,
        examined.unit_id,
        examined.last_on,
        examined.audits,
        examined.auditors,
        examined.dated,
        case
            when examined.audits > 1 and examined.dated < examined.audits then 'audited'
        end as missing
    from examined
)

select
    judged.project_id || '|' || judged.stage as record_id,
    judged.last_on as trigger_day,
    judged.unit_id,
    judged.stage,
    judged.audits,
    judged.auditors,
    judged.dated,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.audits > 1 then 'flagged'
        else 'clear'
    end as verdict
from judged
