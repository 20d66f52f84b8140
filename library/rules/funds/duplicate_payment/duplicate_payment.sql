-- 同单位、同收款人、同金额的两笔：发票号相同；或者有一笔没有发票号而相隔在比对天数之内。已退回的不计。
-- 只须比对最近的一笔：它没有超过天数、没有退回，更早的才可能也是。
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
        payment.unit_id || '|' || payment.payee_code || '|' || cast(payment.amount_fen as varchar) as likeness,
        cast(payment.paid_on as varchar) || payment.payment_id as place
    from src.payment as payment
    where payment.amount_fen > 0
),

-- 绝大多数金额只付过一次，先撇开它们。
repeated as (
    select positive.likeness
    from positive
    group by positive.likeness
    having min(positive.payment_id) <> max(positive.payment_id)
),

refunded as (
    select
        payment.unit_id || '|' || payment.payee_code || '|' || cast(-payment.amount_fen as varchar) as likeness,
        max(payment.paid_on) as last_on
    from src.payment as payment
    where abs(payment.amount_fen) <> payment.amount_fen
    group by payment.unit_id || '|' || payment.payee_code || '|' || cast(-payment.amount_fen as varchar)
),

preceded as (
    select
        positive.payment_id,
        positive.invoice_no,
        positive.paid_on,
        refunded.last_on,
        max(positive.place) over (
            partition by positive.likeness, positive.invoice_no
            order by positive.place
            rows between unbounded preceding and 1 preceding
        ) as same_place,
        max(positive.place) over (
            partition by positive.likeness
            order by positive.place
            rows between unbounded preceding and 1 preceding
        ) as any_place,
        max(case when positive.invoice_no is null then positive.place end) over (
            partition by positive.likeness
            order by positive.place
            rows between unbounded preceding and 1 preceding
        ) as bare_place
    from positive
    join repeated
        on positive.likeness = repeated.likeness
    left join refunded
        on positive.likeness = refunded.likeness
    where positive.place is not null
),

found as (
    select
        preceded.payment_id,
        1 as same_invoice,
        preceded.same_place as earlier_place,
        preceded.paid_on,
        preceded.last_on
    from preceded
    where preceded.same_place is not null and preceded.invoice_no is not null
    union all
    select
        preceded.payment_id,
        0 as same_invoice,
        case when preceded.invoice_no is null then preceded.any_place else preceded.bare_place end as earlier_place,
        preceded.paid_on,
        preceded.last_on
    from preceded
),

matched as (
    select
        found.payment_id,
        found.same_invoice,
        earlier.payment_id as earlier_id,
        earlier.paid_on as earlier_on,
        earlier.invoice_no as earlier_invoice_no,
        case
            when term.due_day is null then 'undecidable'
            when found.paid_on <= term.due_day then 'flagged'
            else 'clear'
        end as verdict
    from found
    join positive as earlier
        on found.earlier_place = earlier.place
    left join param.budget_duplicate_payment_days as term
        on earlier.paid_on = term.start_day
    where found.last_on is null or found.last_on < earlier.paid_on
)

select
    positive.payment_id as record_id,
    positive.paid_on as trigger_day,
    positive.unit_id,
    positive.payee_code,
    positive.payee_name,
    positive.amount_fen,
    positive.invoice_no,
    coalesce(same.earlier_id, near.earlier_id) as earlier_id,
    coalesce(same.earlier_on, near.earlier_on) as earlier_on,
    case
        when same.earlier_id is null then near.earlier_invoice_no
        else same.earlier_invoice_no
    end as earlier_invoice_no,
    case
        when positive.payee_code is null then 'payee'
        when same.earlier_id is null and near.verdict = 'undecidable' then 'limit'
    end as missing,
    case
        when positive.payee_code is null then 'undecidable'
        when same.earlier_id is not null then 'flagged'
        else coalesce(near.verdict, 'clear')
    end as verdict
from positive
left join matched as same
    on positive.payment_id = same.payment_id
    and same.same_invoice = 1
left join matched as near
    on positive.payment_id = near.payment_id
    and near.same_invoice = 0
