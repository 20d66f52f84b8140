-- 每次会议、培训一行：会议、培训是否没有在禁止的风景名胜区举办？
with

examined as (
    select
        item.event_id,
        item.unit_id,
        item.title,
        item.amount_fen,
        item.kind,
        item.place_kind,
        item.held_on
    from src.event_expense as item
),

judged as (
    select
        examined.event_id,
        examined.unit_id,
        examined.title,
        examined.amount_fen,
        examined.kind,
        examined.place_kind,
        examined.held_on,
        case
            when examined.place_kind is null then 'place'
        end as missing
    from examined
)

select
    judged.event_id as record_id,
    judged.held_on as trigger_day,
    judged.unit_id,
    judged.title,
    judged.amount_fen,
    judged.kind,
    judged.place_kind,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.place_kind = 'scenic' then 'flagged'
        else 'clear'
    end as verdict
from judged
