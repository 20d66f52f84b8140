-- 凭证金额与人数（接待对象和陪餐）乘人均标准比较。
with

counted as (
    select
        voucher.voucher_id,
        voucher.occurred_on,
        voucher.unit_id,
        voucher.person_id,
        voucher.place,
        voucher.amount_fen,
        voucher.guests + voucher.companions as persons,
        standard.value as standard_fen
    from src.expense_voucher as voucher
    left join param.conduct_reception_per_head as standard
        on voucher.occurred_on = standard.day
    where
        voucher.kind = 'reception'
        and voucher.basis = 'account'
)

select
    counted.voucher_id as record_id,
    counted.occurred_on as trigger_day,
    counted.unit_id,
    counted.person_id,
    counted.place,
    counted.amount_fen,
    counted.persons,
    counted.standard_fen,
    case
        when counted.standard_fen is null then 'limit'
        when counted.persons is null then 'persons'
    end as missing,
    case
        when counted.standard_fen is null or counted.persons is null then 'undecidable'
        when counted.amount_fen > counted.persons * counted.standard_fen then 'flagged'
        else 'clear'
    end as verdict
from counted
