-- Risk points in the register at the end of the period, each once, with the state of their control.
with

version as (
    select
        risk.risk_id,
        risk.unit_id,
        risk.name,
        risk.level,
        risk.area,
        risk.control,
        risk.control_state,
        risk.review_due_on,
        row_number() over (partition by risk.risk_id order by risk.valid_from desc) as age
    from src.risk_point as risk
    cross join engine.run as run
    where
        risk.valid_from <= run.period_end
        and (risk.valid_to is null or risk.valid_to >= run.period_end)
)

select
    version.risk_id as record_id,
    version.unit_id,
    version.name,
    version.level,
    version.area,
    version.control_state,
    version.risk_id as risk,
    case when version.level = 'high' then version.risk_id end as high,
    case
        when version.control_state = 'effective' and version.control is not null then version.risk_id
    end as effective,
    case when version.control_state = 'weak' then version.risk_id end as weak,
    case when version.level = 'high' and version.control_state = 'none' then version.risk_id end as open_high,
    case when version.review_due_on < run.period_end then version.risk_id end as overdue,
    1 as one,
    case when version.control_state = 'effective' and version.control is not null then 1 else 0 end as controlled,
    case when version.control_state is null then 'control_state' end as missing
from version
cross join engine.run as run
where version.age = 1
