-- 每个建议追责的审计项目一行：审计机关建议追责的事项是否按期登记结果？
with

examined as (
    select
        item.audit_id,
        item.unit_id,
        item.accountability_due_on,
        item.accountability_on,
        item.accountability_advised_on
    from src.audit_review as item
    where
        item.accountability_advised_on is not null
),

judged as (
    select
        examined.audit_id,
        examined.unit_id,
        examined.accountability_due_on,
        examined.accountability_on,
        examined.accountability_advised_on,
        case
            when examined.accountability_due_on is null and examined.accountability_on is null then 'due'
        end as missing
    from examined
)

select
    judged.audit_id as record_id,
    judged.accountability_advised_on as trigger_day,
    judged.unit_id,
    judged.accountability_due_on,
    judged.accountability_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.accountability_on <= judged.accountability_due_on then 'clear'
        when judged.accountability_due_on is null then 'clear'
        when judged.accountability_on is not null then 'flagged'
        when run.as_of > judged.accountability_due_on then 'flagged'
        when judged.accountability_on is null then 'pending'
        else 'clear'
    end as verdict
from judged
cross join engine.run as run
