-- 每个严重失信名单条目：告知日期是否存在，且早于列入日期。
select
    entry.entry_id as record_id,
    entry.listed_on as trigger_day,
    entry.unit_id,
    entry.credit_code,
    entry.list_kind,
    entry.notified_on,
    case
        when entry.notified_on is null then null
        when entry.listed_on is null then 'listed'
    end as missing,
    case
        when entry.notified_on is null then 'flagged'
        when entry.listed_on is null then 'undecidable'
        when entry.notified_on >= entry.listed_on then 'flagged'
        else 'clear'
    end as verdict
from src.credit_list_entry as entry
where
    entry.severity = 'serious'
    and entry.list_kind <> 'dishonest_debtor'
