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
    case when bids.first_currency = bids.last_currency then bids.first_currency end as currency,
    awards.active_awards as active_awards,
    awards.open_awards as open_awards,
    case
        when awards.joint_awards = 0 and awards.first_supplier = awards.last_supplier then awards.first_supplier
    end as sole_supplier_id,
    case when awards.active_awards = 1 and awards.open_awards = 0 then awards.first_supplier end as winner_id,
from src.ocds_process as process
cross join lists
left join src.ocds_bid_summary as bids on bids.ocid = process.ocid
left join src.ocds_award_summary as awards on awards.ocid = process.ocid
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
