-- 每条已经公示的市场监管处罚信息一行：停止公示是否不晚于期满日。程度轻微的三个月，其余三年。
with

shown as (
    select
        entry.entry_id,
        entry.unit_id,
        entry.credit_code,
        entry.severity,
        entry.listed_on,
        full_term.due_day as full_day,
        case when entry.severity = 'minor' then minor.due_day else full_term.due_day end as due_day,
        coalesce(least(entry.removed_on, entry.repaired_on), run.as_of) as shown_until,
        least(entry.removed_on, entry.repaired_on) as stopped_on
    from src.credit_list_entry as entry
    cross join engine.run as run
    left join param.credit_market_penalty as full_term
        on entry.listed_on = full_term.start_day
    left join param.credit_market_penalty_minor as minor
        on entry.listed_on = minor.start_day
    where entry.list_kind = 'market_penalty'
)

select
    shown.entry_id as record_id,
    shown.listed_on as trigger_day,
    shown.unit_id,
    shown.credit_code,
    shown.severity,
    shown.due_day,
    shown.stopped_on,
    case
        when shown.full_day is null then 'term'
        when shown.shown_until > shown.full_day then null
        when shown.severity is null then 'severity'
    end as missing,
    case
        when shown.full_day is null then 'undecidable'
        when shown.shown_until > shown.due_day then 'flagged'
        when shown.severity is null then 'undecidable'
        when shown.stopped_on is null then 'pending'
        else 'clear'
    end as verdict
from shown
