-- 没有审批单号的加油是否发生在休息日。
select
    voucher.voucher_id as record_id,
    voucher.occurred_on as trigger_day,
    voucher.unit_id,
    voucher.person_id,
    voucher.vehicle_no,
    voucher.litres,
    voucher.approval_no,
    case when voucher.approval_no is null and calendar.is_working is null then 'calendar' end as missing,
    case
        when voucher.approval_no is not null or calendar.is_working then 'clear'
        when calendar.is_working is null then 'undecidable'
        else 'flagged'
    end as verdict
from src.expense_voucher as voucher
join engine.calendar as calendar
    on voucher.occurred_on = calendar.day
where
    voucher.kind = 'vehicle_running'
    and voucher.litres > 0
