-- 禁止酒水的规定在接待当日有效的，票据是否含酒水。
select
    voucher.voucher_id as record_id,
    voucher.occurred_on as trigger_day,
    voucher.unit_id,
    voucher.person_id,
    voucher.place,
    voucher.amount_fen,
    voucher.has_alcohol,
    case when voucher.has_alcohol is null then 'alcohol' end as missing,
    case
        when voucher.has_alcohol is null then 'undecidable'
        when voucher.has_alcohol then 'flagged'
        else 'clear'
    end as verdict
from src.expense_voucher as voucher
where
    voucher.kind = 'reception'
    and voucher.basis = 'account'
    and exists (
        select banned.member
        from param.conduct_no_alcohol as banned
        where voucher.occurred_on = banned.day
    )
