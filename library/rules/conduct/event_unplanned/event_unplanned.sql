-- 每次会议、培训一行：会议、培训是否列入年度计划？
with

examined as (
    select
        item.event_id,
        item.unit_id,
        item.title,
        item.amount_fen,
        item.kind,
        item.plan_no,
        item.held_on,
        run.as_of as as_of
    from src.event_expense as item
    cross join engine.run as run
),

judged as (
    select
        examined.event_id,
        examined.unit_id,
        examined.title,
        examined.amount_fen,
        examined.kind,
        examined.plan_no,
        examined.held_on,
        examined.as_of,
        case
            when examined.held_on > examined.as_of then 'future'
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
    judged.plan_no,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.plan_no is null then 'flagged'
        else 'clear'
    end as verdict
from judged
