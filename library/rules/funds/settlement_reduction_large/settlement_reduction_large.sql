-- 已审定的结算：送审减审定之差与送审金额乘提示比例比较。
select
    audit.audit_id as record_id,
    audit.audited_on as trigger_day,
    project.owner_id,
    audit.project_id,
    audit.auditor,
    audit.submitted_fen,
    audit.audited_fen,
    ceiling.value as share,
    case
        when ceiling.value is null then 'limit'
        when audit.submitted_fen is null or audit.audited_fen is null then 'amounts'
    end as missing,
    case
        when ceiling.value is null then 'undecidable'
        when audit.submitted_fen is null or audit.audited_fen is null then 'undecidable'
        when audit.submitted_fen - audit.audited_fen > audit.submitted_fen * ceiling.value then 'flagged'
        else 'clear'
    end as verdict
from src.cost_audit as audit
left join src.project as project
    on audit.project_id = project.project_id
left join param.investment_settlement_reduction as ceiling
    on audit.audited_on = ceiling.day
where
    audit.stage = 'settlement'
    and audit.audited_on is not null
