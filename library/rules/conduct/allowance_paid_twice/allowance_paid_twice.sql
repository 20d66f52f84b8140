-- 每人每月每个项目：发放了几次、由几个单位发放。
with

examined as (
    select
        item.person_id,
        item.item_code,
        item.month,
        string_agg(distinct item.unit_id, '、' order by item.unit_id) as units,
        max(item.paid_on) as last_on,
        count(item.payment_id) as payments,
        cast(sum(item.amount_fen) as bigint) as amount_fen
    from src.allowance_payment as item
    where
        item.amount_fen > 0
    group by
        item.person_id,
        item.item_code,
        item.month
),

judged as (
    select
        examined.person_id,
        examined.item_code,
        examined.month,
        examined.units,
        examined.last_on,
        examined.payments,
        examined.amount_fen,
        case
            when examined.month is null and examined.payments > 1 then 'month'
        end as missing
    from examined
)

select
    judged.person_id || '|' || coalesce(cast(judged.month as varchar), '') || '|' || judged.item_code as record_id,
    judged.last_on as trigger_day,
    judged.units,
    judged.person_id,
    judged.item_code,
    judged.month,
    judged.payments,
    judged.amount_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.payments > 1 then 'flagged'
        else 'clear'
    end as verdict
from judged
