-- 每笔有预算指标的支付一行：支付的功能分类是否与预算指标一致？
with

examined as (
    select
        item.payment_id,
        item.unit_id,
        item.budget_line_id,
        item.payee_name,
        item.amount_fen,
        item.function_class,
        item.paid_on,
        line.function_class as budgeted_class
    from src.payment as item
    join src.budget_line as line
        on item.budget_line_id = line.budget_line_id
    where
        item.amount_fen > 0
),

judged as (
    select
        examined.payment_id,
        examined.unit_id,
        examined.budget_line_id,
        examined.payee_name,
        examined.amount_fen,
        examined.function_class,
        examined.paid_on,
        examined.budgeted_class,
        case
            when examined.function_class is null then 'class'
        end as missing
    from examined
)

select
    judged.payment_id as record_id,
    judged.paid_on as trigger_day,
    judged.unit_id,
    judged.budget_line_id,
    judged.payee_name,
    judged.amount_fen,
    judged.function_class,
    judged.budgeted_class,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.function_class <> judged.budgeted_class then 'flagged'
        else 'clear'
    end as verdict
from judged
