select
    scope.ocid as record_id,
    scope.trigger_day as trigger_day,
    scope.buyer_id as buyer_id,
    bids.lowest_disqualified as lowest_disqualified,
    bids.lowest_standing as lowest_standing,
    bids.first_currency as currency,
    case
        when bids.disqualified_bids = 0 then null
        when bids.unpriced_bids > 0 then 'price'
        when bids.first_currency <> bids.last_currency then 'currency'
    end as missing,
    case
        when bids.disqualified_bids = 0 then 'clear'
        when bids.unpriced_bids > 0 then 'undecidable'
        when bids.first_currency <> bids.last_currency then 'undecidable'
        when bids.lowest_disqualified <= bids.lowest_standing then 'flagged'
        else 'clear'
    end as verdict,
from src.ocds_scope as scope
join src.ocds_award_summary as awards on awards.ocid = scope.ocid
join src.ocds_bid_summary as bids on bids.ocid = scope.ocid
where scope.price_compared and awards.active_awards > 0 and bids.valid_bids > 0
