-- Few processes have a late bid at all; only these are joined with bids and suppliers.
with late_bids as (
    select
        scope.ocid,
        bid.bid_no,
        bid.submitted_at,
    from src.ocds_scope as scope
    join src.ocds_bid as bid on bid.ocid = scope.ocid
    where scope.has_late_bid and bid.status = 'valid' and bid.submitted_at > scope.tender_end_at
),
late_winners as (
    select
        late.ocid,
        tenderer.tenderer_id,
        max(late.submitted_at) as submitted_at,
    from late_bids as late
    join src.ocds_bid_tenderer as tenderer on tenderer.ocid = late.ocid and tenderer.bid_no = late.bid_no
    where exists (
        select 1
        from src.ocds_award_supplier as supplier
        where
            supplier.ocid = late.ocid
            and supplier.supplier_id = tenderer.tenderer_id
            and supplier.status = 'active'
    )
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
    scope.ocid as record_id,
    scope.trigger_day as trigger_day,
    scope.buyer_id as buyer_id,
    scope.tender_end_at as tender_end_at,
    found.submitted_at as submitted_at,
    found.winners as winners,
    case
        when found.ocid is not null then null
        when scope.tender_end_at is null then 'deadline'
        when scope.undated_valid_bids > 0 then 'bid_date'
    end as missing,
    case
        when found.ocid is not null then 'flagged'
        when scope.tender_end_at is null then 'undecidable'
        when scope.undated_valid_bids > 0 then 'undecidable'
        else 'clear'
    end as verdict,
from src.ocds_scope as scope
left join found on found.ocid = scope.ocid
where scope.active_awards > 0 and scope.valid_bids > 0
