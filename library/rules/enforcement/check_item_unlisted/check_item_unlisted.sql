-- 每次入企检查：事项在检查当日有没有已经公布的有效版本。
with

published as (
    select
        item.unit_id,
        count(item.published_on) as items
    from src.power_item as item
    where item.power_type = 'inspection'
    group by item.unit_id
),

matched as (
    select
        given.check_id,
        given.started_on,
        given.unit_id,
        given.leader_id,
        given.credit_code,
        given.item_id,
        count(item.power_id) as listed
    from src.enterprise_check as given
    left join src.power_item as item
        on given.item_id = item.power_id
        and item.power_type = 'inspection'
        and item.valid_from <= given.started_on
        and coalesce(item.valid_to, given.started_on) >= given.started_on
        and item.published_on <= given.started_on
    where given.item_id is not null
    group by given.check_id, given.started_on, given.unit_id, given.leader_id, given.credit_code, given.item_id
)

select
    matched.check_id as record_id,
    matched.started_on as trigger_day,
    matched.unit_id,
    matched.leader_id,
    matched.credit_code,
    matched.item_id,
    matched.listed,
    case
        when matched.listed > 0 or published.items > 0 then null
        else 'list'
    end as missing,
    case
        when matched.listed > 0 then 'clear'
        when published.items > 0 then 'flagged'
        else 'undecidable'
    end as verdict
from matched
left join published
    on matched.unit_id = published.unit_id
