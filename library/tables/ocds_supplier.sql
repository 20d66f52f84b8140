with items as (
    select
        item.supplier_id,
        item.ocid,
        substring(item.classification_id, 1, cast(digits.value as integer)) as class,
        scope.trigger_day,
    from src.ocds_award_item as item
    join src.ocds_scope as scope on scope.ocid = item.ocid
    cross join engine.run as run
    join param.ocds_class_digits as digits on digits.day = run.as_of
    where item.status = 'active' and item.supplier_id is not null
),
supplied as (
    select
        items.supplier_id,
        items.ocid,
        items.class,
        max(items.trigger_day) as trigger_day,
        count(*) as items,
    from items
    group by items.supplier_id, items.ocid, items.class
),
suppliers as (
    select
        supplied.supplier_id,
        max(supplied.trigger_day) as trigger_day,
        count(distinct supplied.ocid) as processes,
        count(distinct supplied.class) as classes,
        cast(coalesce(sum(supplied.items) filter (where supplied.class is null), 0) as bigint) as unclassified_items,
    from supplied
    group by supplied.supplier_id
)
select
    suppliers.supplier_id as supplier_id,
    suppliers.trigger_day as trigger_day,
    suppliers.processes as processes,
    suppliers.classes as classes,
    suppliers.unclassified_items as unclassified_items,
from suppliers
cross join engine.run as run
join param.ocds_minimum_processes_supplier as minimum on minimum.day = run.as_of
where suppliers.processes >= minimum.value
