with suppliers as (
    select
        supplier.supplier_id,
        supplier.trigger_day,
        supplier.processes,
        supplier.classes,
        supplier.unclassified_items,
        coalesce(fixed.value, fence.upper_fence) as fence,
    from src.ocds_supplier as supplier
    cross join engine.run as run
    left join param.ocds_supplier_classes as fixed on fixed.day = run.as_of
    left join src.ocds_fence as fence on fence.sample = 'supplier'
)
select
    'supplier' || ':' || suppliers.supplier_id as record_id,
    suppliers.trigger_day as trigger_day,
    suppliers.supplier_id as supplier_id,
    suppliers.processes as processes,
    suppliers.classes as classes,
    suppliers.unclassified_items as unclassified_items,
    suppliers.fence as fence,
    case
        when suppliers.classes = 0 then 'classification'
        when suppliers.fence is null then 'sample'
    end as missing,
    case
        when suppliers.classes = 0 then 'undecidable'
        when suppliers.fence is null then 'undecidable'
        when suppliers.classes >= suppliers.fence then 'flagged'
        else 'clear'
    end as verdict,
from suppliers
