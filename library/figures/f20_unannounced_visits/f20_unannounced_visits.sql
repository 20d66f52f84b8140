-- Unannounced visits that took place in the period, by subject.
select
    inspection.inspection_id as record_id,
    inspection.subject,
    inspection.unit_id,
    inspection.started_on,
    inspection.problems,
    case when inspection.subject is null then 'subject' end as missing
from src.inspection as inspection
cross join engine.run as run
where
    inspection.kind = 'unannounced'
    and inspection.started_on >= run.period_start
    and inspection.started_on <= run.period_end
