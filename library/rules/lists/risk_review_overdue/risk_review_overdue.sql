-- Risk points in force today: the day by which they were to be reviewed.
select
    risk.risk_id || '|' || cast(risk.valid_from as varchar) as record_id,
    risk.valid_from as trigger_day,
    risk.unit_id,
    risk.risk_id,
    risk.name,
    risk.level,
    risk.reviewed_on,
    risk.review_due_on,
    risk.owner_id,
    case when risk.review_due_on is null then 'due' end as missing,
    case
        when risk.review_due_on is null then 'undecidable'
        when risk.review_due_on < run.as_of then 'flagged'
        else 'clear'
    end as verdict
from src.risk_point as risk
cross join engine.run as run
where
    risk.valid_from <= run.as_of
    and (risk.valid_to is null or risk.valid_to >= run.as_of)
