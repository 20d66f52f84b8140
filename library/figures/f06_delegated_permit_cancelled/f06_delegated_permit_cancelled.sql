-- Permits that the centre had assigned to local agencies and that were cancelled in the period.
select
    change.change_id as record_id,
    change.item_id,
    change.decided_on,
    change.basis_document,
    case
        when change.origin is null then 'origin'
        when change.basis_document is null then 'basis_document'
    end as missing
from src.list_change as change
cross join engine.run as run
where
    change.change = 'cancel'
    and change.merged_into is null
    and change.power_type = 'permit'
    and (change.origin = 'central_delegated' or change.origin is null)
    and change.decided_on >= run.period_start
    and change.decided_on <= run.period_end
