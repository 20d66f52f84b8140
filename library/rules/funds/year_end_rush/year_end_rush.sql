-- 已经结束的年度：观察期（自付款之日加此期间超出年末）内的支出占全年的比例。
with

finished as (
    select run.prior_start as first_on, run.prior_end as last_on
    from engine.run as run
    union all
    select run.period_start as first_on, run.period_end as last_on
    from engine.run as run
    where run.as_of > run.period_end
),

spent as (
    select
        payment.unit_id,
        payment.fiscal_year,
        finished.last_on,
        cast(sum(payment.amount_fen) as bigint) as total_fen,
        cast(sum(case when term.raw_day > finished.last_on then payment.amount_fen else 0 end) as bigint)
            as late_fen,
        count(term.raw_day) as dated
    from src.payment as payment
    join finished
        on payment.paid_on between finished.first_on and finished.last_on
    left join param.budget_year_end_window as term
        on payment.paid_on = term.start_day
    group by payment.unit_id, payment.fiscal_year, finished.last_on
)

select
    spent.unit_id || '|' || cast(spent.fiscal_year as varchar) as record_id,
    spent.last_on as trigger_day,
    spent.unit_id,
    spent.fiscal_year,
    spent.total_fen,
    spent.late_fen,
    share.value as share,
    case when share.value is null or spent.dated = 0 then 'limit' end as missing,
    case
        when share.value is null or spent.dated = 0 then 'undecidable'
        when spent.late_fen > spent.total_fen * share.value then 'flagged'
        else 'clear'
    end as verdict
from spent
left join param.budget_year_end_share as share
    on spent.last_on = share.day
