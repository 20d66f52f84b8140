-- 每个现行的中介服务事项一行：设定依据是否为法律、法规或者国务院决定。
select
    item.service_id as record_id,
    item.valid_from as trigger_day,
    item.unit_id,
    item.name,
    item.item_id,
    item.basis_kind,
    item.legal_basis,
    case when item.basis_kind is null then 'basis' end as missing,
    case
        when item.basis_kind is null then 'undecidable'
        when item.basis_kind in ('other', 'none') then 'flagged'
        else 'clear'
    end as verdict
from src.intermediary_item as item
cross join engine.run as run
where
    item.valid_from <= run.as_of
    and coalesce(item.valid_to >= run.as_of, true)
