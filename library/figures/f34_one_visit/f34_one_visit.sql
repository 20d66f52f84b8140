-- Decided matters on application: did the applicant come at most once?
select
    matter.matter_id as record_id,
    matter.unit_id,
    matter.procedure,
    matter.visits,
    case when matter.visits <= 1 then 1 else 0 end as within_one,
    case when matter.visits = 0 then 1 else 0 end as without_visit,
    1 as one,
    case when matter.visits is null then 'visits' end as missing
from src.matter as matter
cross join engine.run as run
where
    matter.decided_on >= run.period_start
    and matter.decided_on <= run.period_end
    and matter.procedure in ('licence', 'joint', 'registration', 'other')
