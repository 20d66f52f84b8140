-- 公务接待凭证有无接待清单。
select
    voucher.voucher_id as record_id,
    voucher.occurred_on as trigger_day,
    voucher.unit_id,
    voucher.person_id,
    voucher.place,
    voucher.amount_fen,
    voucher.has_list,
    case when voucher.has_list is null then 'list' end as missing,
    case
        when voucher.has_list is null then 'undecidable'
        when voucher.has_list then 'clear'
        else 'flagged'
    end as verdict
from src.expense_voucher as voucher
where
    voucher.kind = 'reception'
    and voucher.basis = 'account'
    and voucher.amount_fen > 0
