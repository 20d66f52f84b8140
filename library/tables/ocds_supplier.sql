-- Suppliers with enough processes first: few of the items belong to them.
with suppliers as (
    select
        award.supplier_id,
        max(scope.trigger_day) as trigger_day,
        count(distinct award.ocid) as processes,
    from src.ocds_award as award
    join src.ocds_scope as scope on scope.ocid = award.ocid
    where award.status = 'active' and award.supplier_id is not null
    group by award.supplier_id
),
frequent_suppliers as (
    select
        suppliers.supplier_id,
        suppliers.trigger_day,
        suppliers.processes,
        cast(digits.value as integer) as class_digits,
    from suppliers
    cross join engine.run as run
    join param.ocds_minimum_processes_supplier as minimum on minimum.day = run.as_of
    join param.ocds_class_digits as digits on digits.day = run.as_of
    where suppliers.processes >= minimum.value
),
supplied as (
    select
        supplier.supplier_id,
        substring(item.classification_id, 1, supplier.class_digits) as class,
    from frequent_suppliers as supplier
    join src.ocds_award_item as item on item.supplier_id = supplier.supplier_id
    join src.ocds_scope as scope on scope.ocid = item.ocid
    where item.status = 'active'
),
classes as (
    select
        supplied.supplier_id,
        supplied.class,
        count(*) as items,
    from supplied
    group by supplied.supplier_id, supplied.class
),
varieties as (
    select
        classes.supplier_id,
        count(classes.class) as classes,
        coalesce(sum(classes.items) filter (where classes.class is null), 0) as unclassified_items,
    from classes
    group by classes.supplier_id
)
select
    supplier.supplier_id as supplier_id,
    supplier.trigger_day as trigger_day,
    supplier.processes as processes,
    coalesce(varieties.classes, 0) as classes,
    coalesce(varieties.unclassified_items, 0) as unclassified_items,
from frequent_suppliers as supplier
left join varieties on varieties.supplier_id = supplier.supplier_id
