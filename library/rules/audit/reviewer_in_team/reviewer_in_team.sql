-- 每个已出具报告的审计项目一行：审计报告的审理人员是否不是审计组组长？
with

examined as (
    select
        item.audit_id,
        item.unit_id,
        item.leader_id,
        item.reviewer_id,
        item.report_on,
        item.draft_sent_on
    from src.audit_review as item
    where
        item.report_on is not null
),

judged as (
    select
        examined.audit_id,
        examined.unit_id,
        examined.leader_id,
        examined.reviewer_id,
        examined.report_on,
        examined.draft_sent_on,
        case
            when examined.leader_id is null or examined.reviewer_id is null then 'person'
        end as missing
    from examined
)

select
    judged.audit_id as record_id,
    judged.draft_sent_on as trigger_day,
    judged.unit_id,
    judged.leader_id,
    judged.reviewer_id,
    judged.report_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.leader_id = judged.reviewer_id then 'flagged'
        else 'clear'
    end as verdict
from judged
