-- Duty items in force and published at the end of the period, and how they meet the power list.
with

powers as (
    select
        item.power_id,
        min(item.unit_id) as unit_id
    from src.power_item as item
    cross join engine.run as run
    where
        item.valid_from <= run.period_end
        and (item.valid_to is null or item.valid_to >= run.period_end)
    group by item.power_id
),

duties as (
    select
        item.duty_id,
        item.power_id,
        item.unit_id,
        item.published_on
    from src.duty_item as item
    cross join engine.run as run
    where
        item.valid_from <= run.period_end
        and (item.valid_to is null or item.valid_to >= run.period_end)
        and (item.published_on is null or item.published_on <= run.period_end)
)

select
    duties.duty_id as record_id,
    duties.unit_id,
    duties.duty_id as duty_item_id,
    case when powers.power_id is not null then duties.duty_id end as mapped_duty_id,
    cast(null as varchar) as uncovered_power_id,
    duties.published_on,
    case when duties.published_on is null then 'published_on' end as missing
from duties
left join powers
    on duties.power_id = powers.power_id
union all
select
    powers.power_id as record_id,
    powers.unit_id,
    cast(null as varchar) as duty_item_id,
    cast(null as varchar) as mapped_duty_id,
    powers.power_id as uncovered_power_id,
    cast(null as date) as published_on,
    cast(null as varchar) as missing
from powers
where not exists (select 1 from duties where duties.power_id = powers.power_id)
