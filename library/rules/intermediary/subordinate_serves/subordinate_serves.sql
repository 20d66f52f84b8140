-- 每次由有关联关系的中介承担的委托：关联机关是否就是审批机关，选定之日是否尚未脱钩。
with

served as (
    select
        placed.order_id,
        placed.unit_id,
        placed.intermediary_code,
        placed.chosen_on,
        placed.amount_fen,
        firm.relation,
        firm.related_unit_id,
        firm.decoupled_on,
        case
            when firm.related_unit_id is null then 'unit'
            when firm.related_unit_id <> placed.unit_id then null
            when placed.chosen_on is null then 'chosen'
        end as missing
    from src.service_order as placed
    inner join src.intermediary as firm
        on placed.intermediary_code = firm.credit_code
    left join param.intermediary_separation as ruled
        on placed.chosen_on = ruled.day
    where
        firm.relation <> 'none'
        and (placed.chosen_on is null or ruled.value is not null)
)

select
    served.order_id as record_id,
    served.chosen_on as trigger_day,
    served.unit_id,
    served.intermediary_code,
    served.relation,
    served.related_unit_id,
    served.decoupled_on,
    served.amount_fen,
    served.missing,
    case
        when served.missing is not null then 'undecidable'
        when served.related_unit_id <> served.unit_id then 'clear'
        when served.chosen_on >= served.decoupled_on then 'clear'
        else 'flagged'
    end as verdict
from served
