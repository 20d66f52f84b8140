-- Requests and appeals received in the period: closed and solved by its end? Open ones stay in the denominator.
select
    petition.petition_id as record_id,
    petition.unit_id,
    petition.received_on,
    petition.closed_on,
    case when petition.closed_on <= run.period_end and petition.result = 'solved' then 1 else 0 end as solved,
    case when petition.closed_on <= run.period_end then 1 else 0 end as closed,
    case when petition.closed_on <= run.period_end and petition.result = 'solved' then 1 else 0 end
        as solved_of_closed,
    1 as one,
    case when petition.closed_on <= run.period_end and petition.result is null then 'result' end as missing
from src.petition as petition
cross join engine.run as run
where
    petition.kind in ('request', 'appeal')
    and petition.duplicate_of is null
    and petition.received_on >= run.period_start
    and petition.received_on <= run.period_end
