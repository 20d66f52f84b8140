-- 每个政府采购严重违法失信名单条目一行：期满日期是否在决定之日起满一年之后、列入之日起满三年之前。
with

banned as (
    select
        entry.entry_id,
        entry.unit_id,
        entry.credit_code,
        entry.document_on,
        entry.listed_on,
        entry.ends_on,
        low.earliest_day as earliest_on,
        high.due_day as latest_on
    from src.credit_list_entry as entry
    left join param.procurement_offence_ban_low as low
        on entry.document_on = low.start_day
    left join param.procurement_offence_ban_high as high
        on entry.listed_on = high.start_day
    where entry.list_kind = 'procurement'
)

select
    banned.entry_id as record_id,
    banned.listed_on as trigger_day,
    banned.unit_id,
    banned.credit_code,
    banned.document_on,
    banned.ends_on,
    banned.earliest_on,
    banned.latest_on,
    case
        when banned.ends_on is null then 'ends'
        when banned.earliest_on is null then 'document'
        when banned.latest_on is null then 'listed'
    end as missing,
    case
        when banned.ends_on is null then 'undecidable'
        when banned.earliest_on is null then 'undecidable'
        when banned.latest_on is null then 'undecidable'
        when date_diff('day', banned.ends_on, banned.earliest_on) > 1 then 'flagged'
        when banned.ends_on > banned.latest_on then 'flagged'
        else 'clear'
    end as verdict
from banned
