-- Payments of the period from the general public budget; a class is livelihood when its code begins
-- with a class of the local set that rules on the last day of the period.
with

classes as (
    select distinct class.member
    from param.budget_livelihood_classes as class
    join engine.run as run
        on class.day = run.period_end
),

class_count as (
    select count(classes.member) as members
    from classes
),

paid as (
    select
        coalesce(line.budget_line_id, payment.unit_id) as record_id,
        line.budget_line_id,
        min(payment.unit_id) as unit_id,
        line.fund_kind,
        line.function_class,
        cast(sum(payment.amount_fen) as bigint) as paid_fen
    from src.payment as payment
    cross join engine.run as run
    left join src.budget_line as line
        on payment.budget_line_id = line.budget_line_id
    where
        payment.paid_on >= run.period_start
        and payment.paid_on <= run.period_end
    group by
        coalesce(line.budget_line_id, payment.unit_id),
        line.budget_line_id,
        line.fund_kind,
        line.function_class
),

matched as (
    select
        paid.function_class,
        min(classes.member) as member
    from paid
    join classes
        on substring(paid.function_class, 1, length(classes.member)) = classes.member
    group by paid.function_class
)

select
    paid.record_id,
    paid.unit_id,
    paid.function_class,
    coalesce(matched.member, '—') as livelihood_class,
    case when matched.member is null then 0 else paid.paid_fen end as livelihood_fen,
    paid.paid_fen,
    case
        when class_count.members = 0 then 'classes'
        when paid.budget_line_id is null then 'budget_line'
    end as missing
from paid
cross join class_count
left join matched
    on paid.function_class = matched.function_class
where
    paid.fund_kind = 'general'
    or paid.budget_line_id is null
