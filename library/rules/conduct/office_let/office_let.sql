-- 每间在用办公用房每个使用人一行：办公用房是否没有出租？
with

examined as (
    select
        item.room_id,
        item.unit_id,
        item.person_id,
        item.let_to,
        item.since,
        run.as_of as as_of
    from src.office_room as item
    cross join engine.run as run
    where
        item.until is null
),

judged as (
    select
        examined.room_id,
        examined.unit_id,
        examined.person_id,
        examined.let_to,
        examined.since,
        examined.as_of,
        case
            when examined.since > examined.as_of then 'future'
        end as missing
    from examined
)

select
    judged.room_id || '|' || judged.person_id as record_id,
    judged.since as trigger_day,
    judged.unit_id,
    judged.person_id,
    judged.let_to,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.let_to is not null then 'flagged'
        else 'clear'
    end as verdict
from judged
