with examined as (
    select
        scope.ocid,
        scope.trigger_day,
        scope.buyer_id,
        awards.open_awards,
        bids.disqualified_bids,
        bids.anonymous_valid_bids,
        minimum.value as minimum_rivals,
    from src.ocds_scope as scope
    join src.ocds_award_summary as awards on awards.ocid = scope.ocid
    join src.ocds_bid_summary as bids on bids.ocid = scope.ocid
    cross join engine.run as run
    left join param.ocds_disqualified_rivals as minimum on minimum.day = run.as_of
    where awards.active_awards > 0 and bids.valid_bids > 0
),
tenderers as (
    select
        examined.ocid,
        tenderer.tenderer_id,
        max(case when tenderer.status = 'valid' then 1 else 0 end) as has_valid,
        max(case when tenderer.status = 'disqualified' then 1 else 0 end) as has_disqualified,
    from examined
    join src.ocds_bid_tenderer as tenderer on tenderer.ocid = examined.ocid
    where examined.disqualified_bids > 0
    group by examined.ocid, tenderer.tenderer_id
),
rivalries as (
    select
        tenderers.ocid,
        count(*) filter (where tenderers.has_valid = 1) as valid_tenderers,
        min(tenderers.tenderer_id) filter (where tenderers.has_valid = 1) as winner_id,
        count(*) filter (where tenderers.has_valid = 0 and tenderers.has_disqualified = 1) as rivals,
    from tenderers
    group by tenderers.ocid
),
sole_suppliers as (
    select
        supplier.ocid,
        min(supplier.supplier_id) as supplier_id,
    from src.ocds_award_supplier as supplier
    where supplier.status = 'active'
    group by supplier.ocid
    having min(supplier.supplier_id) = max(supplier.supplier_id)
),
cleared_fields as (
    select
        rivalries.ocid,
        rivalries.winner_id,
        rivalries.rivals,
    from rivalries
    join sole_suppliers as sole on sole.ocid = rivalries.ocid and sole.supplier_id = rivalries.winner_id
    where rivalries.valid_tenderers = 1
)
select
    examined.ocid as record_id,
    examined.trigger_day as trigger_day,
    examined.buyer_id as buyer_id,
    field.winner_id as winner_id,
    field.rivals as rivals,
    examined.minimum_rivals as minimum_rivals,
    case
        when examined.disqualified_bids = 0 then null
        when examined.open_awards > 0 then 'award_status'
        when examined.anonymous_valid_bids > 0 then 'tenderer'
        when examined.minimum_rivals is null then 'threshold'
    end as missing,
    case
        when examined.disqualified_bids = 0 then 'clear'
        when examined.open_awards > 0 then 'undecidable'
        when examined.anonymous_valid_bids > 0 then 'undecidable'
        when examined.minimum_rivals is null then 'undecidable'
        when field.rivals >= examined.minimum_rivals then 'flagged'
        else 'clear'
    end as verdict,
from examined
left join cleared_fields as field on field.ocid = examined.ocid
