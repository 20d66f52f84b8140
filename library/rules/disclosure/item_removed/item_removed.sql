-- 每次抽查：抽查当日仍在目录中的主动公开事项是否可以查到，查不到的有没有抽查之前的批准。
select
    given.item_id || '|' || cast(given.checked_on as varchar) as record_id,
    given.checked_on as trigger_day,
    given.unit_id,
    given.item_id,
    item.name,
    given.removal_reason,
    given.removal_approved_on,
    case when given.is_present is null then 'present' end as missing,
    case
        when given.is_present is null then 'undecidable'
        when given.is_present or given.removal_approved_on <= given.checked_on then 'clear'
        else 'flagged'
    end as verdict
from src.disclosure_check as given
join src.disclosure_item as item
    on given.item_id = item.item_id
    and item.mode = 'active'
    and item.valid_from <= given.checked_on
    and coalesce(item.valid_to, given.checked_on) >= given.checked_on
