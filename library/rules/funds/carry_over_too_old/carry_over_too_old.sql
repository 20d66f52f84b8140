-- 形成年度起连续两年未用完的，自第三年首日起期满；期满之后仍有余额且没有盘活的。
with

aged as (
    select
        carry_over.fund_id,
        min(calendar.day) as ripe_on
    from src.carry_over as carry_over
    join param.budget_carry_over_years as years
        on carry_over.recorded_on = years.day
    join engine.calendar as calendar
        on cast(calendar.day as varchar) between cast(carry_over.origin_year + years.value as varchar)
            and cast(carry_over.origin_year + years.value + 1 as varchar)
    group by carry_over.fund_id
),

handled as (
    select
        recovery.fund_id,
        recovery.acted_on,
        recovery.amount_fen
    from src.fund_recovery as recovery
    where recovery.follows is null
),

measured as (
    select
        carry_over.fund_id,
        cast(coalesce(sum(handled.amount_fen), 0) as bigint) as handled_fen
    from src.carry_over as carry_over
    left join handled
        on carry_over.fund_id = handled.fund_id
        and carry_over.recorded_on < handled.acted_on
    group by carry_over.fund_id
)

select
    carry_over.fund_id as record_id,
    aged.ripe_on as trigger_day,
    carry_over.unit_id,
    carry_over.fund_kind,
    carry_over.origin_year,
    carry_over.recorded_on,
    carry_over.amount_fen,
    measured.handled_fen,
    case
        when run.as_of >= aged.ripe_on
            and carry_over.recorded_on < aged.ripe_on
            and carry_over.amount_fen > measured.handled_fen
            then 'balance'
    end as missing,
    case
        when carry_over.amount_fen <= measured.handled_fen then 'clear'
        when run.as_of < aged.ripe_on then 'pending'
        when carry_over.recorded_on < aged.ripe_on then 'undecidable'
        else 'flagged'
    end as verdict
from src.carry_over as carry_over
join aged
    on carry_over.fund_id = aged.fund_id
join measured
    on carry_over.fund_id = measured.fund_id
cross join engine.run as run
where carry_over.fund_kind in ('project', 'special_transfer')
