with examined as (
    select
        scope.ocid,
        scope.trigger_day,
        scope.buyer_id,
        scope.lowest_disqualified,
        scope.lowest_standing,
        scope.currency,
        case
            when scope.disqualified_bids = 0 then null
            when scope.unpriced_bids > 0 then 'price'
            when scope.currency is null then 'currency'
        end as missing,
    from src.ocds_scope as scope
    where scope.price_compared and scope.active_awards > 0 and scope.valid_bids > 0
)
select
    examined.ocid as record_id,
    examined.trigger_day as trigger_day,
    examined.buyer_id as buyer_id,
    examined.lowest_disqualified as lowest_disqualified,
    examined.lowest_standing as lowest_standing,
    examined.currency as currency,
    examined.missing as missing,
    case
        when examined.missing is not null then 'undecidable'
        when examined.lowest_disqualified <= examined.lowest_standing then 'flagged'
        else 'clear'
    end as verdict,
from examined
