-- What was paid up to the end of the period on each budget line of the year, against its budget.
with

paid as (
    select
        payment.budget_line_id,
        cast(sum(payment.amount_fen) as bigint) as paid_fen
    from src.payment as payment
    cross join engine.run as run
    where payment.paid_on <= run.period_end
    group by payment.budget_line_id
)

select
    line.budget_line_id as record_id,
    line.unit_id,
    line.fund_kind,
    coalesce(line.adjusted_fen, line.approved_fen) as budget_fen,
    coalesce(paid.paid_fen, 0) as paid_fen,
    coalesce(line.adjusted_fen, line.approved_fen) - coalesce(paid.paid_fen, 0) as unused_fen,
    cast(null as varchar) as missing
from src.budget_line as line
cross join engine.run as run
left join paid
    on line.budget_line_id = paid.budget_line_id
where
    cast(line.fiscal_year as varchar)
    = substring(cast(run.period_start as varchar), 1, length(cast(line.fiscal_year as varchar)))
union all
select
    payment.unit_id as record_id,
    payment.unit_id,
    cast(null as varchar) as fund_kind,
    cast(null as bigint) as budget_fen,
    cast(sum(payment.amount_fen) as bigint) as paid_fen,
    cast(null as bigint) as unused_fen,
    'budget_line' as missing
from src.payment as payment
cross join engine.run as run
where
    payment.paid_on >= run.period_start
    and payment.paid_on <= run.period_end
    and not exists (
        select 1
        from src.budget_line as line
        where line.budget_line_id = payment.budget_line_id
    )
group by payment.unit_id
