with awards as (
    select
        award.ocid,
        count(*) filter (where award.status = 'active') as active_awards,
        count(*) filter (where coalesce(award.status, 'pending') not in ('active', 'cancelled', 'unsuccessful')) as open_awards,
        min(award.supplier_id) filter (where award.status = 'active') as supplier_id,
    from src.ocds_award as award
    group by award.ocid
)
select
    awards.ocid as ocid,
    awards.active_awards as active_awards,
    awards.open_awards as open_awards,
    case when awards.active_awards = 1 and awards.open_awards = 0 then awards.supplier_id end as winner_id,
from awards
