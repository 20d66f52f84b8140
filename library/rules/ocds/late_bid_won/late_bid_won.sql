with examined as (
    select
        scope.ocid,
        scope.trigger_day,
        scope.buyer_id,
        scope.tender_end_at,
        bids.undated_valid_bids,
        bids.latest_valid_at,
    from src.ocds_scope as scope
    join src.ocds_award_summary as awards on awards.ocid = scope.ocid
    join src.ocds_bid_summary as bids on bids.ocid = scope.ocid
    where awards.active_awards > 0 and bids.valid_bids > 0
),
-- Few processes have a late bid at all; only these are joined with bids and suppliers.
late_bids as (
    select
        examined.ocid,
        bid.bid_no,
        bid.submitted_at,
    from examined
    join src.ocds_bid as bid on bid.ocid = examined.ocid
    where
        examined.latest_valid_at > examined.tender_end_at
        and bid.status = 'valid'
        and bid.submitted_at > examined.tender_end_at
),
late_winners as (
    select
        late.ocid,
        tenderer.tenderer_id,
        max(late.submitted_at) as submitted_at,
    from late_bids as late
    join src.ocds_bid_tenderer as tenderer on tenderer.ocid = late.ocid and tenderer.bid_no = late.bid_no
    join src.ocds_award_supplier as supplier
        on supplier.ocid = late.ocid and supplier.supplier_id = tenderer.tenderer_id
    where supplier.status = 'active'
    group by late.ocid, tenderer.tenderer_id
),
found as (
    select
        late.ocid,
        max(late.submitted_at) as submitted_at,
        string_agg(late.tenderer_id, '、' order by late.tenderer_id) as winners,
    from late_winners as late
    group by late.ocid
)
select
    examined.ocid as record_id,
    examined.trigger_day as trigger_day,
    examined.buyer_id as buyer_id,
    examined.tender_end_at as tender_end_at,
    found.submitted_at as submitted_at,
    found.winners as winners,
    case
        when found.ocid is not null then null
        when examined.tender_end_at is null then 'deadline'
        when examined.undated_valid_bids > 0 then 'bid_date'
    end as missing,
    case
        when found.ocid is not null then 'flagged'
        when examined.tender_end_at is null then 'undecidable'
        when examined.undated_valid_bids > 0 then 'undecidable'
        else 'clear'
    end as verdict,
from examined
left join found on found.ocid = examined.ocid
