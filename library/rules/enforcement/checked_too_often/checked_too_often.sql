-- 每个单位每个企业每年的检查次数（投诉举报引起的不计）与公布的上限比较。
with

counted as (
    select
        given.unit_id,
        given.credit_code,
        limited.year,
        limited.cap,
        max(given.started_on) as last_on,
        count(*) as times
    from src.enterprise_check as given
    join src.check_cap as limited
        on given.unit_id = limited.unit_id
        and given.started_on between limited.year_start and limited.year_end
    where
        given.cause <> 'complaint'
        and given.credit_code is not null
    group by given.unit_id, given.credit_code, limited.year, limited.cap
)

select
    counted.unit_id || '|' || counted.credit_code || '|' || cast(counted.year as varchar) as record_id,
    counted.last_on as trigger_day,
    counted.unit_id,
    counted.credit_code,
    counted.year,
    counted.times,
    counted.cap,
    case when counted.cap is null then 'cap' end as missing,
    case
        when counted.cap is null then 'undecidable'
        when counted.times > counted.cap then 'flagged'
        else 'clear'
    end as verdict
from counted
