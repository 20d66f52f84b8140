-- 每件国内公务活动中接受的礼品一行：上交日期与自接受日期起的最后一日比较。
with

dated as (
    select
        item.gift_id,
        item.unit_id,
        item.person_id,
        item.value_fen,
        item.received_on,
        item.handed_in_on,
        term.due_day
    from src.gift as item
    left join param.conduct_gift_handover as term
        on item.received_on = term.start_day
    where
        item.kind = 'domestic'
)

select
    dated.gift_id as record_id,
    dated.received_on as trigger_day,
    dated.unit_id,
    dated.person_id,
    dated.value_fen,
    dated.handed_in_on,
    dated.due_day,
    case
        when dated.received_on is null then 'start'
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.handed_in_on <= dated.due_day then 'clear'
        when dated.handed_in_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
