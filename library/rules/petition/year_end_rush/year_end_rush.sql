-- 上年度：观察期（自办结之日加此期间超出年末）内办结的件数占全年的比例。
with

counted as (
    select
        given.unit_id,
        run.prior_end as last_on,
        count(*) as closed,
        cast(sum(case when term.raw_day > run.prior_end then 1 else 0 end) as bigint) as late
    from src.petition as given
    cross join engine.run as run
    left join param.petitions_year_end_window as term
        on given.closed_on = term.start_day
    where given.closed_on between run.prior_start and run.prior_end
    group by given.unit_id, run.prior_end
)

select
    counted.unit_id || '|' || cast(counted.last_on as varchar) as record_id,
    counted.last_on as trigger_day,
    counted.unit_id,
    counted.closed,
    counted.late,
    share.value as share,
    case when share.value is null then 'limit' end as missing,
    case
        when share.value is null then 'undecidable'
        when counted.late > counted.closed * share.value then 'flagged'
        else 'clear'
    end as verdict
from counted
join param.petitions_year_end_count as least_number
    on counted.last_on = least_number.day
    and counted.closed >= least_number.value
left join param.petitions_year_end_share as share
    on counted.last_on = share.day
