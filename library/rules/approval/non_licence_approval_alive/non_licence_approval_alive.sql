-- 现行的权力事项中类别仍为非行政许可审批的。
select
    item.power_id || '|' || cast(item.valid_from as varchar) as record_id,
    item.valid_from as trigger_day,
    item.unit_id,
    item.name,
    item.power_type,
    item.category,
    item.legal_basis,
    case when item.category is null then 'category' end as missing,
    case
        when item.category is null then 'undecidable'
        when item.category = 'non_licence_approval' then 'flagged'
        else 'clear'
    end as verdict
from src.power_item as item
cross join engine.run as run
where run.as_of between item.valid_from and coalesce(item.valid_to, run.as_of)
