-- 每次国有资产处置一行：国有资产处置是否经集体决策、批准，出售的是否经过评估？
with

examined as (
    select
        item.disposal_id,
        item.unit_id,
        item.way,
        item.value_fen,
        item.meeting_on,
        item.approved_on,
        item.valued_on,
        item.disposed_on,
        run.as_of as as_of
    from src.asset_disposal as item
    cross join engine.run as run
    where
        item.disposed_on is not null
),

judged as (
    select
        examined.disposal_id,
        examined.unit_id,
        examined.way,
        examined.value_fen,
        examined.meeting_on,
        examined.approved_on,
        examined.valued_on,
        examined.disposed_on,
        examined.as_of,
        case
            when examined.disposed_on > examined.as_of then 'future'
        end as missing
    from examined
)

select
    judged.disposal_id as record_id,
    judged.disposed_on as trigger_day,
    judged.unit_id,
    judged.way,
    judged.value_fen,
    judged.meeting_on,
    judged.approved_on,
    judged.valued_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when coalesce(judged.meeting_on > judged.disposed_on, true) then 'flagged'
        when coalesce(judged.approved_on > judged.disposed_on, true) then 'flagged'
        when judged.way = 'sale' and coalesce(judged.valued_on > judged.disposed_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
