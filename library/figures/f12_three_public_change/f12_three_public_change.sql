-- Account figures of the four kinds, this year against the year before, over units that exist and report
-- in both years. In an unfinished year the year before is cut at the same month and day:
-- a date as text begins with its year, so what follows the year is the month and day.
with

entry as (
    select
        voucher.unit_id,
        voucher.kind,
        voucher.amount_fen,
        cast(voucher.fiscal_year as varchar)
            = substring(cast(run.period_start as varchar), 1, length(cast(voucher.fiscal_year as varchar)))
            and voucher.occurred_on <= run.period_end as is_current,
        cast(voucher.fiscal_year as varchar)
            = substring(cast(run.prior_start as varchar), 1, length(cast(voucher.fiscal_year as varchar)))
            and (
                run.as_of > run.period_end
                or substring(cast(voucher.occurred_on as varchar), 1 + length(cast(voucher.fiscal_year as varchar)))
                    <= substring(cast(run.period_end as varchar), 1 + length(cast(voucher.fiscal_year as varchar)))
            ) as is_prior
    from src.expense_voucher as voucher
    cross join engine.run as run
    where voucher.basis = 'account'
),

reported as (
    select
        entry.unit_id,
        max(case when entry.is_current then 1 else 0 end) as has_current,
        max(case when entry.is_prior then 1 else 0 end) as has_prior
    from entry
    group by entry.unit_id
),

spent as (
    select
        entry.unit_id,
        entry.kind,
        cast(sum(case when entry.is_current then entry.amount_fen else 0 end) as bigint) as current_fen,
        cast(sum(case when entry.is_prior then entry.amount_fen else 0 end) as bigint) as prior_fen
    from entry
    where
        entry.kind in ('reception', 'vehicle_purchase', 'vehicle_running', 'overseas')
        and (entry.is_current or entry.is_prior)
    group by entry.unit_id, entry.kind
)

select
    spent.unit_id || '/' || spent.kind as record_id,
    spent.unit_id,
    spent.kind,
    spent.current_fen,
    spent.prior_fen,
    spent.current_fen - spent.prior_fen as change_fen,
    case
        when unit.unit_id is null then 'unit'
        when unit.established_on > run.prior_start or unit.closed_on < run.period_end then 'unit_scope'
        when reported.has_current = 0 or reported.has_prior = 0 then 'books'
    end as missing
from spent
cross join engine.run as run
join reported
    on spent.unit_id = reported.unit_id
left join src.unit as unit
    on spent.unit_id = unit.unit_id
