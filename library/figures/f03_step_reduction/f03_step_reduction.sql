-- The version in force on the last day of the year before against the one on the last day of the period.
-- A merged item is compared with its successor; the longest of the merged ones is the baseline.
with

merged as (
    select
        change.item_id,
        min(change.merged_into) as successor_id
    from src.list_change as change
    cross join engine.run as run
    where
        change.change = 'merge'
        and change.decided_on > run.prior_end
        and change.decided_on <= run.period_end
    group by change.item_id
),

baseline_version as (
    select
        item.item_id,
        item.step_count,
        row_number() over (partition by item.item_id order by item.version_from desc) as age
    from src.service_item as item
    cross join engine.run as run
    where
        item.version_from <= run.prior_end
        and (item.version_to is null or item.version_to >= run.prior_end)
),

current_version as (
    select
        item.item_id,
        item.unit_id,
        item.power_type,
        item.step_count,
        item.yearly_volume,
        row_number() over (partition by item.item_id order by item.version_from desc) as age
    from src.service_item as item
    cross join engine.run as run
    where
        item.version_from <= run.period_end
        and (item.version_to is null or item.version_to >= run.period_end)
),

baseline as (
    select
        coalesce(merged.successor_id, version.item_id) as item_id,
        max(version.step_count) as steps,
        max(case when version.step_count is null then 1 else 0 end) as has_gap
    from baseline_version as version
    left join merged
        on version.item_id = merged.item_id
    where version.age = 1
    group by coalesce(merged.successor_id, version.item_id)
)

select
    version.item_id as record_id,
    version.unit_id,
    version.power_type,
    baseline.steps as baseline_steps,
    version.step_count as current_steps,
    baseline.steps - version.step_count as removed_steps,
    version.yearly_volume,
    baseline.steps * version.yearly_volume as baseline_volume,
    (baseline.steps - version.step_count) * version.yearly_volume as removed_volume,
    case when baseline.has_gap = 1 or version.step_count is null then 'step_count' end as missing
from current_version as version
join baseline
    on version.item_id = baseline.item_id
where version.age = 1
