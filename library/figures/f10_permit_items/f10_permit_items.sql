-- Power items in force and published at the end of the period: permits only.
with

version as (
    select
        item.power_id,
        item.unit_id,
        item.power_type,
        item.published_on,
        row_number() over (partition by item.power_id order by item.valid_from desc) as age
    from src.power_item as item
    cross join engine.run as run
    where
        item.valid_from <= run.period_end
        and (item.valid_to is null or item.valid_to >= run.period_end)
)

select
    version.power_id as record_id,
    version.unit_id,
    version.power_type,
    version.power_id as power_item_id,
    version.published_on,
    case when version.published_on is null then 'published_on' end as missing
from version
cross join engine.run as run
where
    version.age = 1
    and (version.published_on is null or version.published_on <= run.period_end)
    and version.power_type = 'permit'
