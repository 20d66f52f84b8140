-- 每人：在用的办公用房有几处，有没有第二处用房的批准。
with

examined as (
    select
        item.person_id,
        string_agg(distinct item.unit_id, '、' order by item.unit_id) as units,
        max(item.since) as last_on,
        count(item.room_id) as rooms,
        count(item.second_approval_no) as approvals,
        string_agg(item.room_id, '、' order by item.room_id) as room_ids,
        max(run.as_of) as as_of
    from src.office_room as item
    cross join engine.run as run
    where
        item.until is null
    group by
        item.person_id
),

judged as (
    select
        examined.person_id,
        examined.units,
        examined.last_on,
        examined.rooms,
        examined.approvals,
        examined.room_ids,
        examined.as_of,
        case
            when examined.last_on > examined.as_of then 'future'
        end as missing
    from examined
)

select
    judged.person_id as record_id,
    judged.last_on as trigger_day,
    judged.units,
    judged.person_id,
    judged.rooms,
    judged.approvals,
    judged.room_ids,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.rooms > judged.approvals + 1 then 'flagged'
        else 'clear'
    end as verdict
from judged
