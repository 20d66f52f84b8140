with cleared_fields as (
    select
        scope.ocid,
        count(distinct tenderer.tenderer_id) as rivals,
    from src.ocds_scope as scope
    join src.ocds_bid_tenderer as tenderer on tenderer.ocid = scope.ocid
    where
        scope.valid_tenderer_id = scope.sole_supplier_id
        and tenderer.tenderer_id <> scope.valid_tenderer_id
        and tenderer.status = 'disqualified'
    group by scope.ocid
),
examined as (
    select
        scope.ocid,
        scope.trigger_day,
        scope.buyer_id,
        scope.valid_tenderer_id,
        field.rivals,
        minimum.value as minimum_rivals,
        case
            when scope.disqualified_bids = 0 then null
            when scope.open_awards > 0 then 'award_status'
            when scope.anonymous_valid_bids > 0 then 'tenderer'
            when minimum.value is null then 'threshold'
        end as missing,
    from src.ocds_scope as scope
    cross join engine.run as run
    left join param.ocds_disqualified_rivals as minimum on minimum.day = run.as_of
    left join cleared_fields as field on field.ocid = scope.ocid
    where scope.active_awards > 0 and scope.valid_bids > 0
)
select
    examined.ocid as record_id,
    examined.trigger_day as trigger_day,
    examined.buyer_id as buyer_id,
    case when examined.rivals is not null then examined.valid_tenderer_id end as winner_id,
    examined.rivals as rivals,
    examined.minimum_rivals as minimum_rivals,
    examined.missing as missing,
    case
        when examined.missing is not null then 'undecidable'
        when examined.rivals >= examined.minimum_rivals then 'flagged'
        else 'clear'
    end as verdict,
from examined
