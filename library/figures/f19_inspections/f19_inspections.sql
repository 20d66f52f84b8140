-- Special inspections and patrols of conduct that began in the period.
select
    inspection.inspection_id as record_id,
    inspection.kind,
    inspection.subject,
    inspection.unit_id,
    inspection.started_on,
    case when inspection.kind = 'special' then inspection.inspection_id end as special_id,
    case when inspection.kind = 'conduct_patrol' then inspection.inspection_id end as patrol_id,
    cast(null as varchar) as missing
from src.inspection as inspection
cross join engine.run as run
where
    inspection.kind in ('special', 'conduct_patrol')
    and inspection.started_on >= run.period_start
    and inspection.started_on <= run.period_end
