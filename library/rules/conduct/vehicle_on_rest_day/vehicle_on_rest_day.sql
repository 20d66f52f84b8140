-- 每次以公务为由的出车一行：休息日、节假日公务用车是否只用于应急值守和维修保养？
with

examined as (
    select
        item.trip_id,
        item.unit_id,
        item.vehicle_no,
        item.kind,
        item.dispatch_no,
        item.out_on,
        calendar.is_working as works
    from src.vehicle_trip as item
    join engine.calendar as calendar
        on item.out_on = calendar.day
    where
        coalesce(item.kind, 'duty') = 'duty'
),

judged as (
    select
        examined.trip_id,
        examined.unit_id,
        examined.vehicle_no,
        examined.kind,
        examined.dispatch_no,
        examined.out_on,
        examined.works,
        case
            when examined.works is null then 'calendar'
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
        when not judged.works then 'flagged'
        else 'clear'
    end as verdict
from judged
