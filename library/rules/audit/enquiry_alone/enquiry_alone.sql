-- 每次审计调查取证一行：审计调查取证是否由两名以上审计人员进行？
with

examined as (
    select
        item.enquiry_id,
        item.unit_id,
        item.audit_id,
        item.auditors,
        item.held_on,
        least.value as least
    from src.audit_enquiry as item
    left join param.audit_enquiry_auditors as least
        on item.held_on = least.day
),

judged as (
    select
        examined.enquiry_id,
        examined.unit_id,
        examined.audit_id,
        examined.auditors,
        examined.held_on,
        examined.least,
        case
            when examined.auditors is null then 'auditors'
            when examined.least is null then 'day'
        end as missing
    from examined
)

select
    judged.enquiry_id as record_id,
    judged.held_on as trigger_day,
    judged.unit_id,
    judged.audit_id,
    judged.auditors,
    judged.least,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.auditors < judged.least then 'flagged'
        else 'clear'
    end as verdict
from judged
