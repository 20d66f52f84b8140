-- Items of the abolished category: cancelled in the period, and still alive at its end.
select
    change.change_id as record_id,
    change.item_id as cancelled_id,
    cast(null as varchar) as remaining_id,
    change.decided_on as day,
    change.basis_document,
    case when change.basis_document is null then 'basis_document' end as missing
from src.list_change as change
cross join engine.run as run
where
    change.change = 'cancel'
    and change.category = 'non_licence_approval'
    and change.decided_on >= run.period_start
    and change.decided_on <= run.period_end
union all
select
    item.power_id as record_id,
    cast(null as varchar) as cancelled_id,
    item.power_id as remaining_id,
    item.valid_from as day,
    item.legal_basis as basis_document,
    cast(null as varchar) as missing
from src.power_item as item
cross join engine.run as run
where
    item.category = 'non_licence_approval'
    and item.valid_from <= run.period_end
    and (item.valid_to is null or item.valid_to >= run.period_end)
