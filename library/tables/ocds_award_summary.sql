with awards as (
    select
        award.ocid,
        award.supplier_id,
        award.supplier_count,
        coalesce(award.status = 'active', 1 = 0) as is_active,
        coalesce(award.status in ('active', 'cancelled', 'unsuccessful'), 1 = 0) as is_final,
    from src.ocds_award as award
)
select
    awards.ocid as ocid,
    count(*) filter (where awards.is_active) as active_awards,
    count(*) filter (where not awards.is_final) as open_awards,
    count(*) filter (where awards.is_active and awards.supplier_count > 1) as joint_awards,
    min(awards.supplier_id) filter (where awards.is_active) as first_supplier,
    max(awards.supplier_id) filter (where awards.is_active) as last_supplier,
from awards
group by awards.ocid
