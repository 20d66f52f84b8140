-- Registrations decided in the period: on line from end to end, that is without a visit.
select
    matter.matter_id as record_id,
    matter.unit_id,
    matter.is_online,
    matter.visits,
    case when matter.is_online and matter.visits = 0 then 1 else 0 end as fully_online,
    case when matter.is_online then 1 else 0 end as submitted_online,
    1 as one,
    case
        when matter.is_online is null then 'channel'
        when matter.is_online and matter.visits is null then 'visits'
    end as missing
from src.matter as matter
cross join engine.run as run
where
    matter.decided_on >= run.period_start
    and matter.decided_on <= run.period_end
    and matter.procedure = 'registration'
