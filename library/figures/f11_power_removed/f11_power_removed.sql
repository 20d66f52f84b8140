-- Cancellations of the period that really left the list; merging and delegating stand apart.
-- Beside them the net change between the two lists, item by item.
with

listed as (
    select
        item.power_id,
        max(case
            when item.valid_from <= run.prior_end
                and (item.valid_to is null or item.valid_to >= run.prior_end) then 1
            else 0
        end) as at_start,
        max(case
            when item.valid_from <= run.period_end
                and (item.valid_to is null or item.valid_to >= run.period_end) then 1
            else 0
        end) as at_end
    from src.power_item as item
    cross join engine.run as run
    group by item.power_id
)

select
    change.change_id as record_id,
    change.item_id,
    case when change.change = 'cancel' and change.merged_into is null then change.item_id end as cancelled_id,
    case when change.change = 'merge' or change.merged_into is not null then change.item_id end as merged_id,
    case when change.change = 'delegate' then change.item_id end as delegated_id,
    cast(null as bigint) as net_removed,
    change.decided_on,
    case
        when change.change <> 'cancel' or change.merged_into is not null then null
        when change.basis_document is null then 'basis_document'
        when listed.at_end = 1 then 'still_listed'
    end as missing
from src.list_change as change
cross join engine.run as run
left join listed
    on change.item_id = listed.power_id
where
    change.list = 'power'
    and change.change in ('cancel', 'merge', 'delegate')
    and change.decided_on >= run.period_start
    and change.decided_on <= run.period_end
union all
select
    listed.power_id as record_id,
    listed.power_id as item_id,
    cast(null as varchar) as cancelled_id,
    cast(null as varchar) as merged_id,
    cast(null as varchar) as delegated_id,
    listed.at_start - listed.at_end as net_removed,
    cast(null as date) as decided_on,
    cast(null as varchar) as missing
from listed
where
    listed.at_start = 1
    or listed.at_end = 1
