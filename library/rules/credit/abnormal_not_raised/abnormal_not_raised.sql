-- 每个没有移出的经营异常名录条目一行：满三年之后，该企业是否已列入严重违法名单。
with

raised as (
    select
        entry.credit_code,
        max(entry.listed_on) as raised_on
    from src.credit_list_entry as entry
    where entry.list_kind = 'market_blacklist'
    group by entry.credit_code
),

held as (
    select
        entry.entry_id,
        entry.unit_id,
        entry.credit_code,
        entry.listed_on,
        term.due_day,
        raised.raised_on
    from src.credit_list_entry as entry
    left join raised
        on entry.credit_code = raised.credit_code
    left join param.credit_abnormal_list as term
        on entry.listed_on = term.start_day
    where
        entry.list_kind = 'abnormal'
        and entry.removed_on is null
        and entry.repaired_on is null
)

select
    held.entry_id as record_id,
    held.listed_on as trigger_day,
    held.unit_id,
    held.credit_code,
    held.due_day,
    held.raised_on,
    case when held.due_day is null then 'listed' end as missing,
    case
        when held.due_day is null then 'undecidable'
        when held.raised_on >= held.listed_on then 'clear'
        when run.as_of > held.due_day then 'flagged'
        else 'pending'
    end as verdict
from held
cross join engine.run as run
