with bids as (
    select
        bid.ocid,
        bid.status,
        bid.submitted_at,
        bid.amount,
        bid.currency,
        bid.tenderer_key,
        bid.status not in ('invited', 'withdrawn') as is_submitted,
        bid.amount is null or bid.currency is null as is_unpriced,
    from src.ocds_bid as bid
)
select
    bids.ocid as ocid,
    count(*) filter (where bids.is_submitted) as submitted_bids,
    count(*) filter (where bids.status = 'valid') as valid_bids,
    count(*) filter (where bids.status = 'disqualified') as disqualified_bids,
    count(*) filter (where bids.is_submitted and bids.is_unpriced) as unpriced_bids,
    count(*) filter (where bids.status = 'valid' and bids.submitted_at is null) as undated_valid_bids,
    count(*) filter (where bids.status = 'valid' and bids.tenderer_key is null) as anonymous_valid_bids,
    min(bids.amount) filter (where bids.status = 'disqualified') as lowest_disqualified,
    min(bids.amount) filter (where bids.is_submitted and bids.status <> 'disqualified') as lowest_standing,
    min(bids.currency) filter (where bids.is_submitted) as first_currency,
    max(bids.currency) filter (where bids.is_submitted) as last_currency,
    max(bids.submitted_at) filter (where bids.status = 'valid') as latest_valid_at,
from bids
group by bids.ocid
