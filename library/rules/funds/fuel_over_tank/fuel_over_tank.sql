-- 公务用车凭证的加油升数与油箱容量比较。
select
    voucher.voucher_id as record_id,
    voucher.occurred_on as trigger_day,
    voucher.unit_id,
    voucher.person_id,
    voucher.vehicle_no,
    voucher.litres,
    voucher.tank_litres,
    voucher.amount_fen,
    case when voucher.tank_litres is null then 'tank' end as missing,
    case
        when voucher.tank_litres is null then 'undecidable'
        when voucher.litres > voucher.tank_litres then 'flagged'
        else 'clear'
    end as verdict
from src.expense_voucher as voucher
where
    voucher.kind = 'vehicle_running'
    and voucher.litres is not null
