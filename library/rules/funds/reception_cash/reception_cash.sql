-- 公务接待凭证的结算方式是否为现金。
select
    voucher.voucher_id as record_id,
    voucher.occurred_on as trigger_day,
    voucher.unit_id,
    voucher.person_id,
    voucher.place,
    voucher.amount_fen,
    voucher.payment_method,
    case when voucher.payment_method is null then 'method' end as missing,
    case
        when voucher.payment_method is null then 'undecidable'
        when voucher.payment_method = 'cash' then 'flagged'
        else 'clear'
    end as verdict
from src.expense_voucher as voucher
where
    voucher.kind = 'reception'
    and voucher.basis = 'account'
    and voucher.amount_fen > 0
