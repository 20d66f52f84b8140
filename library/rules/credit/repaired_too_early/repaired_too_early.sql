-- 每件准予的修复申请：准予日期是否不早于按文书当日规定算出的最早修复日。
with

approved as (
    select
        repair.repair_id,
        repair.unit_id,
        repair.credit_code,
        repair.entry_id,
        repair.decided_on,
        entry.severity,
        entry.document_on,
        case
            when entry.severity = 'serious' then serious.earliest_day
            else ordinary.earliest_day
        end as earliest_on
    from src.credit_repair as repair
    left join src.credit_list_entry as entry
        on repair.entry_id = entry.entry_id
    left join param.credit_ordinary_minimum as ordinary
        on entry.document_on = ordinary.start_day
    left join param.credit_serious_minimum as serious
        on entry.document_on = serious.start_day
    where
        repair.decision = 'approved'
        and coalesce(entry.severity, 'ordinary') <> 'minor'
),

judged as (
    select
        approved.repair_id,
        approved.unit_id,
        approved.credit_code,
        approved.entry_id,
        approved.decided_on,
        approved.document_on,
        approved.earliest_on,
        case
            when approved.severity is null then 'entry'
            when approved.document_on is null then 'document'
            when approved.earliest_on is null then 'term'
            when approved.decided_on is null then 'decided'
        end as missing
    from approved
)

select
    judged.repair_id as record_id,
    judged.document_on as trigger_day,
    judged.unit_id,
    judged.credit_code,
    judged.entry_id,
    judged.earliest_on,
    judged.decided_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.decided_on < judged.earliest_on then 'flagged'
        else 'clear'
    end as verdict
from judged
