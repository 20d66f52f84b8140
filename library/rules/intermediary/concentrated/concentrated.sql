-- 每个机关、年度、服务事项：委托达到最少次数的，每家中介的次数占比与提示比例比较。
with

counted as (
    select
        placed.unit_id,
        placed.fiscal_year,
        placed.service_kind,
        placed.intermediary_code,
        count(placed.order_id) as orders,
        cast(sum(placed.amount_fen) as bigint) as total_fen,
        max(placed.chosen_on) as last_on,
        sum(count(placed.order_id)) over (partition by placed.unit_id, placed.fiscal_year, placed.service_kind) as all_orders
    from src.service_order as placed
    where placed.fiscal_year is not null
    group by
        placed.unit_id,
        placed.fiscal_year,
        placed.service_kind,
        placed.intermediary_code
),

compared as (
    select
        counted.unit_id,
        counted.fiscal_year,
        counted.service_kind,
        counted.intermediary_code,
        counted.orders,
        counted.total_fen,
        counted.last_on,
        cast(counted.all_orders as bigint) as all_orders,
        least_orders.value as least_orders,
        share.value as share
    from counted
    cross join engine.run as run
    left join param.intermediary_concentration_orders as least_orders
        on run.as_of = least_orders.day
    left join param.intermediary_concentration_share as share
        on run.as_of = share.day
)

select
    compared.unit_id || '|' || cast(compared.fiscal_year as varchar) || '|' || compared.service_kind || '|'
    || compared.intermediary_code as record_id,
    compared.last_on as trigger_day,
    compared.unit_id,
    compared.fiscal_year,
    compared.service_kind,
    compared.intermediary_code,
    compared.orders,
    compared.all_orders,
    compared.total_fen,
    case
        when compared.least_orders is null then 'threshold'
        when compared.share is null then 'threshold'
    end as missing,
    case
        when compared.least_orders is null then 'undecidable'
        when compared.share is null then 'undecidable'
        when compared.orders > compared.all_orders * compared.share then 'flagged'
        else 'clear'
    end as verdict
from compared
where coalesce(compared.all_orders >= compared.least_orders, true)
