-- 每次行政机关所需技术性服务的委托：付费方是否为申请人；条例施行以前选定的不检查。
select
    placed.order_id as record_id,
    placed.chosen_on as trigger_day,
    placed.unit_id,
    placed.intermediary_code,
    placed.service_kind,
    placed.amount_fen,
    placed.payer,
    case
        when placed.payer is null then 'payer'
        when placed.payer = 'department' then null
        when placed.chosen_on is null then 'chosen'
    end as missing,
    case
        when placed.payer is null then 'undecidable'
        when placed.payer = 'department' then 'clear'
        when placed.chosen_on is null then 'undecidable'
        else 'flagged'
    end as verdict
from src.service_order as placed
left join param.intermediary_department_pays as ruled
    on placed.chosen_on = ruled.day
where
    placed.need = 'department'
    and (placed.chosen_on is null or ruled.value is not null)
