-- 每个已出具报告的审计项目一行：被审计单位的十日意见期是否得到保障？
with

examined as (
    select
        item.audit_id,
        item.unit_id,
        item.comments_on,
        item.report_on,
        item.draft_sent_on,
        term.due_day as due_day
    from src.audit_review as item
    left join param.audit_comments as term
        on item.draft_sent_on = term.start_day
    where
        item.report_on is not null
),

judged as (
    select
        examined.audit_id,
        examined.unit_id,
        examined.comments_on,
        examined.report_on,
        examined.draft_sent_on,
        examined.due_day,
        case
            when examined.draft_sent_on is null then 'draft'
            when examined.due_day is null then 'calendar'
        end as missing
    from examined
)

select
    judged.audit_id as record_id,
    judged.draft_sent_on as trigger_day,
    judged.unit_id,
    judged.comments_on,
    judged.report_on,
    judged.due_day,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.report_on < judged.due_day and coalesce(judged.comments_on > judged.report_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
