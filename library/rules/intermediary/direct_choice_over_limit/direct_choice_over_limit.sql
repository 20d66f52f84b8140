-- 每次直接选取的中介委托：服务金额与选定之日的限额比较。
with

judged as (
    select
        placed.order_id,
        placed.unit_id,
        placed.intermediary_code,
        placed.service_kind,
        placed.amount_fen,
        placed.chosen_on,
        direct.value as limit_fen,
        case
            when placed.chosen_on is null then 'chosen'
            when placed.amount_fen is null then 'amount'
            when direct.value is null then 'limit'
        end as missing
    from src.service_order as placed
    left join param.intermediary_direct_choice as direct
        on placed.chosen_on = direct.day
    where placed.method = 'direct'
)

select
    judged.order_id as record_id,
    judged.chosen_on as trigger_day,
    judged.unit_id,
    judged.intermediary_code,
    judged.service_kind,
    judged.amount_fen,
    judged.limit_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.amount_fen > judged.limit_fen then 'flagged'
        else 'clear'
    end as verdict
from judged
