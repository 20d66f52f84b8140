-- 每个有公示期限的名单条目：期满日期与按文书当日规定算出的最长期满日，取早者；停止公示是否不晚于该日。
with

shown as (
    select
        entry.entry_id,
        entry.unit_id,
        entry.credit_code,
        entry.list_kind,
        entry.document_on,
        entry.ends_on,
        least(entry.removed_on, entry.repaired_on) as stopped_on,
        case
            when entry.severity = 'minor' then coalesce(minor.due_day, ordinary.due_day)
            when entry.severity = 'ordinary' then ordinary.due_day
            when entry.severity = 'serious' then serious.due_day
        end as law_due_on
    from src.credit_list_entry as entry
    left join param.credit_minor_maximum as minor
        on entry.document_on = minor.start_day
    left join param.credit_ordinary_maximum as ordinary
        on entry.document_on = ordinary.start_day
    left join param.credit_serious_maximum as serious
        on entry.document_on = serious.start_day
    where coalesce(entry.severity, cast(entry.ends_on as varchar)) is not null
),

judged as (
    select
        shown.entry_id,
        shown.unit_id,
        shown.credit_code,
        shown.list_kind,
        shown.document_on,
        shown.law_due_on,
        shown.stopped_on,
        least(shown.ends_on, shown.law_due_on) as due_day,
        run.as_of
    from shown
    cross join engine.run as run
)

select
    judged.entry_id as record_id,
    judged.document_on as trigger_day,
    judged.unit_id,
    judged.credit_code,
    judged.list_kind,
    judged.law_due_on,
    judged.due_day,
    judged.stopped_on,
    case
        when judged.due_day is not null then null
        when judged.document_on is null then 'document'
        else 'term'
    end as missing,
    case
        when judged.due_day is null then 'undecidable'
        when coalesce(judged.stopped_on, judged.as_of) > judged.due_day then 'flagged'
        when judged.stopped_on is null then 'pending'
        else 'clear'
    end as verdict
from judged
