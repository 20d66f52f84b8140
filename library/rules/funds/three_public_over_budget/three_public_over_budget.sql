-- 三公经费四类：每单位每年度的支出合计与预算合计比较。
with

summed as (
    select
        voucher.unit_id,
        voucher.fiscal_year,
        voucher.kind,
        cast(sum(case when voucher.basis = 'budget' then voucher.amount_fen end) as bigint) as budget_fen,
        cast(sum(case when voucher.basis = 'account' then voucher.amount_fen end) as bigint) as spent_fen,
        count(case when voucher.basis = 'account' then voucher.voucher_id end) as vouchers,
        max(case when voucher.basis = 'account' then voucher.occurred_on end) as last_on
    from src.expense_voucher as voucher
    where voucher.kind in ('reception', 'vehicle_purchase', 'vehicle_running', 'overseas')
    group by voucher.unit_id, voucher.fiscal_year, voucher.kind
)

select
    summed.unit_id || '|' || cast(summed.fiscal_year as varchar) || '|' || summed.kind as record_id,
    summed.last_on as trigger_day,
    summed.unit_id,
    summed.fiscal_year,
    summed.kind,
    summed.budget_fen,
    summed.spent_fen,
    summed.vouchers,
    case when summed.budget_fen is null then 'budget' end as missing,
    case
        when summed.budget_fen is null then 'undecidable'
        when summed.spent_fen > summed.budget_fen then 'flagged'
        else 'clear'
    end as verdict
from summed
where summed.vouchers > 0
