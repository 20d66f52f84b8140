-- 每笔关联到采购合同、登记了发票的支付：支付日期与自收到发票起的最后一日比较。
with

invoiced as (
    select
        payment.payment_id,
        payment.unit_id,
        payment.contract_id,
        payment.amount_fen,
        payment.paid_on,
        payment.invoice_received_on,
        contract.supplier_code,
        term.due_day
    from src.payment as payment
    join src.contract as contract
        on payment.contract_id = contract.contract_id
    left join param.procurement_payment_after_invoice as term
        on payment.invoice_received_on = term.start_day
    where
        payment.amount_fen > 0
        and (payment.invoice_no is not null or payment.invoice_received_on is not null)
)

select
    invoiced.payment_id as record_id,
    invoiced.invoice_received_on as trigger_day,
    invoiced.unit_id,
    invoiced.contract_id,
    invoiced.supplier_code,
    invoiced.amount_fen,
    invoiced.paid_on,
    invoiced.due_day,
    case
        when invoiced.invoice_received_on is null then 'invoice'
        when invoiced.due_day is null then 'calendar'
    end as missing,
    case
        when invoiced.due_day is null then 'undecidable'
        when invoiced.paid_on > invoiced.due_day then 'flagged'
        else 'clear'
    end as verdict
from invoiced
