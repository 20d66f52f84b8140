with repeated_amounts as (
    select
        bid.ocid,
        bid.amount,
    from src.ocds_bid as bid
    where bid.status not in ('invited', 'withdrawn') and bid.amount is not null
    group by bid.ocid, bid.amount
    having count(*) > 1
),
repeated_prices as (
    select
        bid.ocid,
        bid.amount,
        bid.currency,
        count(*) as bids,
        count(bid.tenderer_key) as named_bids,
        count(distinct bid.tenderer_key) as tenderer_sets,
    from repeated_amounts as repeated
    join src.ocds_bid as bid on bid.ocid = repeated.ocid and bid.amount = repeated.amount
    where bid.status not in ('invited', 'withdrawn') and bid.currency is not null
    group by bid.ocid, bid.amount, bid.currency
),
shared_prices as (
    select
        repeated.ocid,
        repeated.amount,
        repeated.currency,
        row_number() over (partition by repeated.ocid order by repeated.amount, repeated.currency) as place,
    from repeated_prices as repeated
    where repeated.tenderer_sets > 1
),
sharing_tenderers as (
    select distinct
        shared.ocid,
        tenderer.tenderer_id,
    from shared_prices as shared
    join src.ocds_bid as bid
        on bid.ocid = shared.ocid and bid.amount = shared.amount and bid.currency = shared.currency
    join src.ocds_bid_tenderer as tenderer on tenderer.ocid = bid.ocid and tenderer.bid_no = bid.bid_no
    where bid.status not in ('invited', 'withdrawn')
),
sharers as (
    select
        sharing.ocid,
        string_agg(sharing.tenderer_id, '、' order by sharing.tenderer_id) as tenderers,
    from sharing_tenderers as sharing
    group by sharing.ocid
),
nameless as (
    select distinct repeated.ocid
    from repeated_prices as repeated
    where repeated.bids > 1 and repeated.named_bids < repeated.bids
),
judged as (
    select
        scope.ocid,
        case
            when sharers.ocid is not null then 'flagged'
            when bids.unpriced_bids > 0 then 'price'
            when nameless.ocid is not null then 'tenderer'
            else 'clear'
        end as outcome,
    from src.ocds_scope as scope
    join src.ocds_bid_summary as bids on bids.ocid = scope.ocid
    left join sharers on sharers.ocid = scope.ocid
    left join nameless on nameless.ocid = scope.ocid
    where scope.price_compared and bids.submitted_bids > 1
)
select
    scope.ocid as record_id,
    scope.trigger_day as trigger_day,
    scope.buyer_id as buyer_id,
    shared.amount as amount,
    shared.currency as currency,
    sharers.tenderers as tenderers,
    case when judged.outcome in ('price', 'tenderer') then judged.outcome end as missing,
    case when judged.outcome in ('price', 'tenderer') then 'undecidable' else judged.outcome end as verdict,
from judged
join src.ocds_scope as scope on scope.ocid = judged.ocid
left join sharers on sharers.ocid = judged.ocid
left join shared_prices as shared on shared.ocid = judged.ocid and shared.place = 1
