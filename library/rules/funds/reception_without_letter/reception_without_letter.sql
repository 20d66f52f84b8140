-- 公务接待凭证有无公函文号；单位从未报送这一栏的，不能认定为没有公函。
with

received as (
    select
        voucher.voucher_id,
        voucher.occurred_on,
        voucher.unit_id,
        voucher.person_id,
        voucher.place,
        voucher.amount_fen,
        nullif(voucher.letter_no, '') as letter_no,
        count(nullif(voucher.letter_no, '')) over (partition by voucher.unit_id) as letters_reported
    from src.expense_voucher as voucher
    where
        voucher.kind = 'reception'
        and voucher.basis = 'account'
        and voucher.amount_fen > 0
)

select
    received.voucher_id as record_id,
    received.occurred_on as trigger_day,
    received.unit_id,
    received.person_id,
    received.place,
    received.amount_fen,
    received.letter_no,
    received.letters_reported,
    case when received.letters_reported = 0 then 'column' end as missing,
    case
        when received.letters_reported = 0 then 'undecidable'
        when received.letter_no is null then 'flagged'
        else 'clear'
    end as verdict
from received
