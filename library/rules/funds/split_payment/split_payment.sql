-- 没有合同的小额支付按收款人排成串：与前一笔相隔超过比对天数的为新的一串；串首起比对天数之内的合计。
with

small as (
    select
        payment.payment_id,
        payment.unit_id,
        payment.payee_code,
        payment.payee_name,
        payment.amount_fen,
        payment.paid_on,
        threshold.value as threshold_fen,
        term.due_day,
        lag(term.due_day) over (
            partition by payment.unit_id, payment.payee_code order by payment.paid_on, payment.payment_id
        ) as earlier_due_day
    from src.payment as payment
    left join param.budget_split_payment_amount as threshold
        on payment.paid_on = threshold.day
    left join param.budget_split_payment_days as term
        on payment.paid_on = term.start_day
    where
        payment.amount_fen > 0
        and payment.amount_fen < coalesce(threshold.value, payment.amount_fen + 1)
        and payment.contract_id is null
),

heads as (
    select
        small.payment_id,
        small.unit_id,
        small.payee_code,
        small.payee_name,
        small.paid_on,
        small.threshold_fen,
        small.due_day
    from small
    where
        small.payee_code is null
        or coalesce(small.earlier_due_day < small.paid_on, true)
),

summed as (
    select
        first_one.payment_id,
        cast(sum(each_one.amount_fen) as bigint) as total_fen,
        count(each_one.payment_id) as payments,
        max(each_one.paid_on) as last_on
    from heads as first_one
    join small as each_one
        on first_one.unit_id = each_one.unit_id
        and first_one.payee_code = each_one.payee_code
        and each_one.paid_on between first_one.paid_on and first_one.due_day
    group by first_one.payment_id
)

select
    heads.payment_id as record_id,
    heads.paid_on as trigger_day,
    heads.unit_id,
    heads.payee_code,
    heads.payee_name,
    summed.last_on,
    heads.due_day,
    summed.payments,
    summed.total_fen,
    heads.threshold_fen,
    case
        when heads.payee_code is null then 'payee'
        when heads.threshold_fen is null or heads.due_day is null then 'limit'
    end as missing,
    case
        when heads.payee_code is null then 'undecidable'
        when heads.threshold_fen is null or heads.due_day is null then 'undecidable'
        when summed.total_fen >= heads.threshold_fen then 'flagged'
        else 'clear'
    end as verdict
from heads
left join summed
    on heads.payment_id = summed.payment_id
