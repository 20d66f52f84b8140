-- 每条指标的支付净额（退回冲减）与调整后预算比较，没有调整的与批复预算比较。
with

paid as (
    select
        payment.budget_line_id,
        cast(sum(payment.amount_fen) as bigint) as paid_fen,
        count(payment.payment_id) as payments,
        max(payment.paid_on) as last_on
    from src.payment as payment
    group by payment.budget_line_id
)

select
    line.budget_line_id as record_id,
    paid.last_on as trigger_day,
    line.unit_id,
    line.project_name,
    line.fiscal_year,
    line.approved_fen,
    line.adjusted_fen,
    paid.paid_fen,
    paid.payments,
    case when line.approved_on is null then 'approval' end as missing,
    case
        when line.approved_on is null then 'undecidable'
        when paid.paid_fen > coalesce(line.adjusted_fen, line.approved_fen) then 'flagged'
        else 'clear'
    end as verdict
from src.budget_line as line
join paid
    on line.budget_line_id = paid.budget_line_id
