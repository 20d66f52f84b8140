-- High risk points in force today: a control in words, and one that exists.
select
    risk.risk_id || '|' || cast(risk.valid_from as varchar) as record_id,
    risk.valid_from as trigger_day,
    risk.unit_id,
    risk.risk_id,
    risk.name,
    risk.area,
    risk.control,
    risk.control_state,
    risk.owner_id,
    case when risk.control is not null and risk.control_state is null then 'state' end as missing,
    case
        when risk.control is null or risk.control_state = 'none' then 'flagged'
        when risk.control_state is null then 'undecidable'
        else 'clear'
    end as verdict
from src.risk_point as risk
cross join engine.run as run
where
    risk.level = 'high'
    and risk.valid_from <= run.as_of
    and (risk.valid_to is null or risk.valid_to >= run.as_of)
