-- 支付的指标编码是否为付款单位当年的预算指标；该单位当年没有报送指标的，无法判定。
with

budgeted as (
    select
        line.unit_id,
        line.fiscal_year,
        count(line.budget_line_id) as unit_lines
    from src.budget_line as line
    group by line.unit_id, line.fiscal_year
)

select
    payment.payment_id as record_id,
    payment.paid_on as trigger_day,
    payment.unit_id,
    payment.payee_name,
    payment.amount_fen,
    payment.fiscal_year,
    payment.budget_line_id,
    budgeted.unit_lines,
    case
        when payment.budget_line_id is null then 'line'
        when budgeted.unit_lines is null then 'budget'
    end as missing,
    case
        when payment.budget_line_id is null or budgeted.unit_lines is null then 'undecidable'
        when line.budget_line_id is null then 'flagged'
        else 'clear'
    end as verdict
from src.payment as payment
left join budgeted
    on payment.unit_id = budgeted.unit_id
    and payment.fiscal_year = budgeted.fiscal_year
left join src.budget_line as line
    on payment.budget_line_id = line.budget_line_id
    and payment.unit_id = line.unit_id
    and payment.fiscal_year = line.fiscal_year
where payment.amount_fen > 0
