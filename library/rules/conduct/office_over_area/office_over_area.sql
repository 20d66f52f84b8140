-- 每间在用办公用房每个使用人一行：办公用房使用面积是否不超过核定上限？
with

examined as (
    select
        item.room_id,
        item.unit_id,
        item.person_id,
        item.area,
        item.standard_area,
        item.since
    from src.office_room as item
    where
        item.until is null
),

judged as (
    select
        examined.room_id,
        examined.unit_id,
        examined.person_id,
        examined.area,
        examined.standard_area,
        examined.since,
        case
            when examined.area is null or examined.standard_area is null then 'area'
        end as missing
    from examined
)

select
    judged.room_id || '|' || judged.person_id as record_id,
    judged.since as trigger_day,
    judged.unit_id,
    judged.person_id,
    judged.area,
    judged.standard_area,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.area > judged.standard_area then 'flagged'
        else 'clear'
    end as verdict
from judged
