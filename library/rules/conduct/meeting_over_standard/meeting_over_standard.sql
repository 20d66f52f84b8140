-- 每次会议一行：会议费是否在每人每天综合定额之内？
with

examined as (
    select
        item.event_id,
        item.unit_id,
        item.title,
        item.amount_fen,
        item.days,
        item.persons,
        item.held_on,
        standard.value as standard_fen
    from src.event_expense as item
    left join param.conduct_meeting_per_day as standard
        on item.held_on = standard.day
    where
        item.kind = 'meeting'
),

judged as (
    select
        examined.event_id,
        examined.unit_id,
        examined.title,
        examined.amount_fen,
        examined.days,
        examined.persons,
        examined.held_on,
        examined.standard_fen,
        case
            when examined.standard_fen is null then 'day'
            when examined.days is null or examined.persons is null or examined.amount_fen is null then 'counts'
        end as missing
    from examined
)

select
    judged.event_id as record_id,
    judged.held_on as trigger_day,
    judged.unit_id,
    judged.title,
    judged.amount_fen,
    judged.days,
    judged.persons,
    judged.standard_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.amount_fen > judged.days * judged.persons * judged.standard_fen then 'flagged'
        else 'clear'
    end as verdict
from judged
