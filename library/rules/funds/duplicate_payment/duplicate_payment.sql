-- 同单位、同收款人、同金额的两笔：发票号相同；或者有一笔没有发票号而相隔在比对天数之内。已退回的不计。
with

positive as (
    select
        payment.payment_id,
        payment.unit_id,
        payment.payee_code,
        payment.payee_name,
        payment.amount_fen,
        payment.invoice_no,
        payment.paid_on,
        term.due_day
    from src.payment as payment
    left join param.budget_duplicate_payment_days as term
        on payment.paid_on = term.start_day
    where payment.amount_fen > 0
),

paired as (
    select
        later.payment_id,
        earlier.payment_id as earlier_id,
        earlier.paid_on as earlier_on,
        earlier.invoice_no as earlier_invoice_no,
        case
            when later.invoice_no = earlier.invoice_no then 'flagged'
            when later.invoice_no <> earlier.invoice_no then 'clear'
            when earlier.due_day is null then 'undecidable'
            when later.paid_on <= earlier.due_day then 'flagged'
            else 'clear'
        end as verdict
    from positive as later
    join positive as earlier
        on later.unit_id = earlier.unit_id
        and later.payee_code = earlier.payee_code
        and later.amount_fen = earlier.amount_fen
        and cast(later.paid_on as varchar) || later.payment_id > cast(earlier.paid_on as varchar) || earlier.payment_id
    left join src.payment as refund
        on later.unit_id = refund.unit_id
        and later.payee_code = refund.payee_code
        and later.amount_fen + refund.amount_fen = 0
        and refund.paid_on >= earlier.paid_on
    where refund.payment_id is null
),

ranked as (
    select
        paired.payment_id,
        paired.earlier_id,
        paired.earlier_on,
        paired.earlier_invoice_no,
        paired.verdict,
        row_number() over (
            partition by paired.payment_id
            order by
                case when paired.verdict = 'flagged' then 0 else 1 end,
                case when paired.verdict = 'clear' then 1 else 0 end,
                paired.earlier_on desc,
                paired.earlier_id
        ) as place
    from paired
)

select
    positive.payment_id as record_id,
    positive.paid_on as trigger_day,
    positive.unit_id,
    positive.payee_code,
    positive.payee_name,
    positive.amount_fen,
    positive.invoice_no,
    ranked.earlier_id,
    ranked.earlier_on,
    ranked.earlier_invoice_no,
    case
        when positive.payee_code is null then 'payee'
        when ranked.verdict = 'undecidable' then 'limit'
    end as missing,
    case
        when positive.payee_code is null then 'undecidable'
        else coalesce(ranked.verdict, 'clear')
    end as verdict
from positive
left join ranked
    on positive.payment_id = ranked.payment_id
    and ranked.place = 1
