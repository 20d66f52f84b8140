-- 每次出车一行（维修保养除外）：公务用车出车是否有派车单？
with

examined as (
    select
        item.trip_id,
        item.unit_id,
        item.vehicle_no,
        item.kind,
        item.dispatch_no,
        item.out_on
    from src.vehicle_trip as item
    where
        coalesce(item.kind, 'duty') <> 'maintenance'
),

judged as (
    select
        examined.trip_id,
        examined.unit_id,
        examined.vehicle_no,
        examined.kind,
        examined.dispatch_no,
        examined.out_on,
        case
            when examined.kind is null and examined.dispatch_no is null then 'kind'
        end as missing
    from examined
)

select
    judged.trip_id as record_id,
    judged.out_on as trigger_day,
    judged.unit_id,
    judged.vehicle_no,
    judged.kind,
    judged.dispatch_no,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.dispatch_no is null then 'flagged'
        else 'clear'
    end as verdict
from judged
