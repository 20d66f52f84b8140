-- Petitions closed in the period and rated by those who brought them.
select
    petition.petition_id as record_id,
    petition.unit_id,
    petition.closed_on,
    case when petition.satisfaction in ('satisfied', 'basic') then 1 else 0 end as content,
    case when petition.satisfaction = 'satisfied' then 1 else 0 end as fully,
    1 as one,
    case when petition.satisfaction is null then 'rating' end as missing
from src.petition as petition
cross join engine.run as run
where
    petition.duplicate_of is null
    and petition.closed_on >= run.period_start
    and petition.closed_on <= run.period_end
