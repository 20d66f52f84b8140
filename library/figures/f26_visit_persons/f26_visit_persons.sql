-- Visits of the period against the same days of the year before; persons counted.
with

visit as (
    select
        petition.petition_id,
        petition.unit_id,
        petition.received_on,
        petition.persons,
        petition.received_on >= run.period_start as is_current
    from src.petition as petition
    cross join engine.run as run
    where
        petition.channel = 'visit'
        and petition.duplicate_of is null
        and (
            (petition.received_on >= run.period_start and petition.received_on <= run.period_end)
            or (
                petition.received_on >= run.prior_start
                and petition.received_on <= run.prior_end
                and (
                    run.as_of > run.period_end
                    or date_diff('day', run.prior_start, petition.received_on)
                        <= date_diff('day', run.period_start, run.period_end)
                )
            )
        )
)

select
    visit.petition_id as record_id,
    visit.unit_id,
    visit.received_on,
    case when visit.is_current then visit.persons else 0 end as current_count,
    case when visit.is_current then 0 else visit.persons end as prior_count,
    case when visit.is_current then visit.persons else 0 - visit.persons end as change,
    case when visit.persons is null then 'persons' end as missing
from visit
