-- 每张登记了经济分类编码的决算支出凭证一行：费用类型与编码是否对应。
with

editions as (
    select
        ruled.day,
        count(ruled.member) as members
    from param.budget_expense_classes as ruled
    group by ruled.day
)

select
    voucher.voucher_id as record_id,
    voucher.occurred_on as trigger_day,
    voucher.unit_id,
    voucher.kind,
    voucher.economic_class,
    voucher.amount_fen,
    case when editions.members is null then 'edition' end as missing,
    case
        when editions.members is null then 'undecidable'
        when fitting.member is not null then 'clear'
        else 'flagged'
    end as verdict
from src.expense_voucher as voucher
left join editions
    on voucher.occurred_on = editions.day
left join param.budget_expense_classes as fitting
    on
        voucher.occurred_on = fitting.day
        and voucher.kind || voucher.economic_class = fitting.member
where
    voucher.economic_class is not null
    and voucher.basis = 'account'
