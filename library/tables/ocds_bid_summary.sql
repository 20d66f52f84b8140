with bids as (
    select
        bid.ocid,
        bid.submitted_at,
        bid.amount,
        bid.currency,
        bid.tenderer_id,
        bid.tenderer_count,
        bid.status not in ('invited', 'withdrawn') as is_submitted,
        bid.status = 'valid' as is_valid,
        bid.status = 'disqualified' as is_disqualified,
        bid.amount is null or bid.currency is null as is_unpriced,
    from src.ocds_bid as bid
)
select
    bids.ocid as ocid,
    count(*) filter (where bids.is_submitted) as submitted_bids,
    count(*) filter (where bids.is_submitted and bids.is_unpriced) as unpriced_bids,
    count(*) filter (where bids.is_disqualified) as disqualified_bids,
    count(*) filter (where bids.is_valid) as valid_bids,
    count(*) filter (where bids.is_valid and bids.is_unpriced) as unpriced_valid_bids,
    count(*) filter (where bids.is_valid and bids.submitted_at is null) as undated_valid_bids,
    count(*) filter (where bids.is_valid and bids.tenderer_id is null and bids.tenderer_count <= 1) as anonymous_valid_bids,
    count(*) filter (where bids.is_valid and bids.tenderer_count > 1) as joint_valid_bids,
    min(bids.tenderer_id) filter (where bids.is_valid) as first_valid_tenderer,
    max(bids.tenderer_id) filter (where bids.is_valid) as last_valid_tenderer,
    max(bids.submitted_at) filter (where bids.is_valid) as latest_valid_at,
    min(bids.amount) filter (where bids.is_disqualified) as lowest_disqualified,
    min(bids.amount) filter (where bids.is_submitted and not bids.is_disqualified) as lowest_standing,
    min(bids.currency) filter (where bids.is_submitted) as first_currency,
    max(bids.currency) filter (where bids.is_submitted) as last_currency,
from bids
group by bids.ocid
