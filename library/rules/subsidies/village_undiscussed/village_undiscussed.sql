-- 每笔村级支出一行：村级大额支出是否事先经村民会议或者村民代表会议讨论？
with

examined as (
    select
        item.payment_id,
        item.unit_id,
        item.village,
        item.purpose,
        item.amount_fen,
        item.meeting_on,
        item.paid_on,
        line.value as least_fen
    from src.village_payment as item
    left join param.subsidies_village_meeting as line
        on item.paid_on = line.day
),

judged as (
    select
        examined.payment_id,
        examined.unit_id,
        examined.village,
        examined.purpose,
        examined.amount_fen,
        examined.meeting_on,
        examined.paid_on,
        examined.least_fen,
        case
            when examined.least_fen is null then 'day'
        end as missing
    from examined
)

select
    judged.payment_id as record_id,
    judged.paid_on as trigger_day,
    judged.unit_id,
    judged.village,
    judged.purpose,
    judged.amount_fen,
    judged.meeting_on,
    judged.least_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.amount_fen >= judged.least_fen and coalesce(judged.meeting_on > judged.paid_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
