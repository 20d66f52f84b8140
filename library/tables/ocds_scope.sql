-- An empty list means no restriction, so its size matters.
with lists as (
    select
        run.as_of,
        count(distinct compared.member) as compared_details,
        count(distinct submission.member) as submission_methods,
    from engine.run as run
    left join param.ocds_price_compared_details as compared on compared.day = run.as_of
    left join param.ocds_submission_methods as submission on submission.day = run.as_of
    group by run.as_of
),
award_states as (
    select
        award.ocid,
        award.supplier_id,
        award.supplier_count,
        coalesce(award.status = 'active', 1 = 0) as is_active,
        coalesce(award.status in ('active', 'cancelled', 'unsuccessful'), 1 = 0) as is_final,
    from src.ocds_award as award
),
award_sums as (
    select
        state.ocid,
        count(*) filter (where state.is_active) as active_awards,
        count(*) filter (where not state.is_final) as open_awards,
        count(*) filter (where state.is_active and state.supplier_count > 1) as joint_awards,
        min(state.supplier_id) filter (where state.is_active) as first_supplier,
        max(state.supplier_id) filter (where state.is_active) as last_supplier,
    from award_states as state
    group by state.ocid
),
awards as (
    select
        sums.ocid,
        sums.active_awards,
        sums.open_awards,
        case when sums.joint_awards = 0 and sums.first_supplier = sums.last_supplier then sums.first_supplier end as sole_supplier_id,
        case when sums.active_awards = 1 and sums.open_awards = 0 then sums.first_supplier end as winner_id,
    from award_sums as sums
),
bid_states as (
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
        bid.status = 'valid' and bid.tenderer_id = awards.winner_id as is_winning,
        bid.status = 'valid' and bid.tenderer_id <> awards.winner_id as is_losing,
    from src.ocds_bid as bid
    left join awards on awards.ocid = bid.ocid
),
bids as (
    select
        state.ocid,
        count(*) filter (where state.is_submitted) as submitted_bids,
        count(*) filter (where state.is_submitted and state.is_unpriced) as unpriced_bids,
        count(*) filter (where state.is_disqualified) as disqualified_bids,
        count(*) filter (where state.is_valid) as valid_bids,
        count(*) filter (where state.is_valid and state.is_unpriced) as unpriced_valid_bids,
        count(*) filter (where state.is_valid and state.submitted_at is null) as undated_valid_bids,
        count(*) filter (where state.is_valid and state.tenderer_id is null and state.tenderer_count <= 1) as anonymous_valid_bids,
        count(*) filter (where state.is_valid and state.tenderer_count > 1) as joint_valid_bids,
        min(state.tenderer_id) filter (where state.is_valid) as first_valid_tenderer,
        max(state.tenderer_id) filter (where state.is_valid) as last_valid_tenderer,
        max(state.submitted_at) filter (where state.is_valid) as latest_valid_at,
        min(state.amount) filter (where state.is_disqualified) as lowest_disqualified,
        min(state.amount) filter (where state.is_submitted and not state.is_disqualified) as lowest_standing,
        min(state.amount) filter (where state.is_winning) as winning_amount,
        min(state.amount) filter (where state.is_losing) as second_amount,
        min(state.currency) filter (where state.is_submitted) as first_currency,
        max(state.currency) filter (where state.is_submitted) as last_currency,
    from bid_states as state
    group by state.ocid
)
select
    process.ocid as ocid,
    coalesce(process.process_on, lists.as_of) as trigger_day,
    process.method as method,
    process.method_details as method_details,
    process.tender_start_at as tender_start_at,
    process.tender_end_at as tender_end_at,
    process.open_days as open_days,
    process.number_of_tenderers as number_of_tenderers,
    process.buyer_id as buyer_id,
    process.procuring_entity_id as procuring_entity_id,
    case
        when lists.compared_details > 0 then compared.member is not null
        else uncompared.member is null
    end as price_compared,
    lists.submission_methods = 0 or submission.member is not null as period_checked,
    bids.submitted_bids as submitted_bids,
    bids.unpriced_bids as unpriced_bids,
    bids.disqualified_bids as disqualified_bids,
    bids.valid_bids as valid_bids,
    bids.unpriced_valid_bids as unpriced_valid_bids,
    bids.undated_valid_bids as undated_valid_bids,
    bids.anonymous_valid_bids as anonymous_valid_bids,
    case
        when bids.joint_valid_bids > 0 or bids.first_valid_tenderer <> bids.last_valid_tenderer then 'several'
        when bids.first_valid_tenderer is not null then 'one'
        else 'none'
    end as valid_tenderers,
    case
        when bids.joint_valid_bids = 0 and bids.first_valid_tenderer = bids.last_valid_tenderer
            then bids.first_valid_tenderer
    end as valid_tenderer_id,
    coalesce(bids.latest_valid_at > process.tender_end_at, 1 = 0) as has_late_bid,
    bids.lowest_disqualified as lowest_disqualified,
    bids.lowest_standing as lowest_standing,
    bids.winning_amount as winning_amount,
    bids.second_amount as second_amount,
    case when bids.first_currency = bids.last_currency then bids.first_currency end as currency,
    awards.active_awards as active_awards,
    awards.open_awards as open_awards,
    awards.sole_supplier_id as sole_supplier_id,
    awards.winner_id as winner_id,
from src.ocds_process as process
cross join lists
left join bids on bids.ocid = process.ocid
left join awards on awards.ocid = process.ocid
left join param.ocds_price_compared_details as compared
    on compared.day = lists.as_of and compared.member = process.method_details
left join param.ocds_price_not_compared_details as uncompared
    on uncompared.day = lists.as_of and uncompared.member = process.method_details
left join param.ocds_submission_methods as submission
    on submission.day = lists.as_of and submission.member = process.method
left join param.ocds_excluded_tender_statuses as excluded_status
    on excluded_status.day = lists.as_of and excluded_status.member = process.tender_status
left join param.ocds_excluded_method_details as excluded_details
    on excluded_details.day = lists.as_of and excluded_details.member = process.method_details
where excluded_status.member is null and excluded_details.member is null
