-- 现行版本的事项：承诺时限与法定时限比较。
select
    item.item_id || '|' || cast(item.version_from as varchar) as record_id,
    item.version_from as trigger_day,
    item.unit_id,
    item.name,
    item.statutory_days,
    item.promised_days,
    case when item.statutory_days is null or item.promised_days is null then 'days' end as missing,
    case
        when item.statutory_days is null or item.promised_days is null then 'undecidable'
        when item.promised_days > item.statutory_days then 'flagged'
        else 'clear'
    end as verdict
from src.service_item as item
cross join engine.run as run
where run.as_of between item.version_from and coalesce(item.version_to, run.as_of)
