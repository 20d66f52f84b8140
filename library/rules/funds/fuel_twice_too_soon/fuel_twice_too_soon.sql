-- 同一车辆本次加油日期与前一次加油后的正常最早日期比较。
with

refuelled as (
    select
        voucher.voucher_id,
        voucher.occurred_on,
        voucher.unit_id,
        voucher.person_id,
        voucher.vehicle_no,
        voucher.litres,
        lag(voucher.occurred_on) over (
            partition by voucher.vehicle_no order by voucher.occurred_on, voucher.voucher_id
        ) as earlier_on
    from src.expense_voucher as voucher
    where
        voucher.kind = 'vehicle_running'
        and voucher.litres > 0
)

select
    refuelled.voucher_id as record_id,
    refuelled.occurred_on as trigger_day,
    refuelled.unit_id,
    refuelled.person_id,
    refuelled.vehicle_no,
    refuelled.litres,
    refuelled.earlier_on,
    gap.earliest_day,
    case
        when refuelled.vehicle_no is null then 'vehicle'
        when refuelled.earlier_on is not null and gap.earliest_day is null then 'limit'
    end as missing,
    case
        when refuelled.vehicle_no is null then 'undecidable'
        when refuelled.earlier_on is null then 'clear'
        when gap.earliest_day is null then 'undecidable'
        when refuelled.occurred_on < gap.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from refuelled
left join param.budget_vehicle_fuel_gap as gap
    on refuelled.earlier_on = gap.start_day
