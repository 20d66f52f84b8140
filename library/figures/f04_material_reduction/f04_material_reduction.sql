-- Materials an applicant must hand in: shared ones count as removed only while the share is live.
-- Versions on the last day of the year before and of the period; a merged item meets its successor.
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

version as (
    select
        item.item_id,
        item.unit_id,
        item.power_type,
        item.yearly_volume,
        item.version_from,
        item.version_to,
        case
            when item.shared_material_count = 0 or not item.share_is_live then item.material_count
            when item.share_is_live then item.material_count - item.shared_material_count
        end as materials,
        case when item.material_count is null then 1 else 0 end as no_count
    from src.service_item as item
),

baseline_version as (
    select
        version.item_id,
        version.materials,
        version.no_count,
        row_number() over (partition by version.item_id order by version.version_from desc) as age
    from version
    cross join engine.run as run
    where
        version.version_from <= run.prior_end
        and (version.version_to is null or version.version_to >= run.prior_end)
),

current_version as (
    select
        version.item_id,
        version.unit_id,
        version.power_type,
        version.yearly_volume,
        version.materials,
        version.no_count,
        row_number() over (partition by version.item_id order by version.version_from desc) as age
    from version
    cross join engine.run as run
    where
        version.version_from <= run.period_end
        and (version.version_to is null or version.version_to >= run.period_end)
),

baseline as (
    select
        coalesce(merged.successor_id, earlier.item_id) as item_id,
        max(earlier.materials) as materials,
        max(earlier.no_count) as no_count,
        max(case when earlier.materials is null then 1 else 0 end) as has_gap
    from baseline_version as earlier
    left join merged
        on earlier.item_id = merged.item_id
    where earlier.age = 1
    group by coalesce(merged.successor_id, earlier.item_id)
)

select
    later.item_id as record_id,
    later.unit_id,
    later.power_type,
    baseline.materials as baseline_materials,
    later.materials as current_materials,
    baseline.materials - later.materials as removed_materials,
    later.yearly_volume,
    baseline.materials * later.yearly_volume as baseline_volume,
    (baseline.materials - later.materials) * later.yearly_volume as removed_volume,
    case
        when baseline.no_count = 1 or later.no_count = 1 then 'material_count'
        when baseline.has_gap = 1 or later.materials is null then 'share'
    end as missing
from current_version as later
join baseline
    on later.item_id = baseline.item_id
where later.age = 1
