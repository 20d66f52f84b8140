-- Members of each bid at a repeated amount; a bid without tenderers keeps one row without a member.
with members as (
    select distinct
        repeated.ocid,
        repeated.amount,
        bid.currency,
        bid.bid_no,
        tenderer.tenderer_id,
    from src.ocds_repeated_amount as repeated
    join src.ocds_bid as bid on bid.ocid = repeated.ocid and bid.amount = repeated.amount
    left join src.ocds_bid_tenderer as tenderer on tenderer.ocid = bid.ocid and tenderer.bid_no = bid.bid_no
    where bid.status not in ('invited', 'withdrawn') and bid.currency is not null
),
tenderer_sets as (
    select
        members.ocid,
        members.amount,
        members.currency,
        members.bid_no,
        string_agg(members.tenderer_id, '、' order by members.tenderer_id) as tenderer_set,
    from members
    group by members.ocid, members.amount, members.currency, members.bid_no
),
repeated_prices as (
    select
        sets.ocid,
        sets.amount,
        sets.currency,
        count(distinct sets.tenderer_set) as tenderer_sets,
        count(*) - count(sets.tenderer_set) as nameless_bids,
    from tenderer_sets as sets
    group by sets.ocid, sets.amount, sets.currency
    having count(*) > 1
),
sharing_tenderers as (
    select distinct
        shared.ocid,
        members.tenderer_id,
    from repeated_prices as shared
    join members
        on members.ocid = shared.ocid and members.amount = shared.amount and members.currency = shared.currency
    where shared.tenderer_sets > 1 and members.tenderer_id is not null
),
sharers as (
    select
        sharing.ocid,
        string_agg(sharing.tenderer_id, '、' order by sharing.tenderer_id) as tenderers,
    from sharing_tenderers as sharing
    group by sharing.ocid
),
repetitions as (
    select
        repeated.ocid,
        min(repeated.amount) filter (where repeated.tenderer_sets > 1) as amount,
        max(repeated.nameless_bids) as nameless_bids,
    from repeated_prices as repeated
    group by repeated.ocid
),
judged as (
    select
        scope.ocid,
        scope.trigger_day,
        scope.buyer_id,
        scope.currency,
        repetitions.amount,
        case
            when repetitions.amount is not null then 'flagged'
            when scope.unpriced_bids > 0 then 'price'
            when repetitions.nameless_bids > 0 then 'tenderer'
            else 'clear'
        end as outcome,
    from src.ocds_scope as scope
    left join repetitions on repetitions.ocid = scope.ocid
    where scope.price_compared and scope.submitted_bids > 1
)
select
    judged.ocid as record_id,
    judged.trigger_day as trigger_day,
    judged.buyer_id as buyer_id,
    judged.amount as amount,
    judged.currency as currency,
    sharers.tenderers as tenderers,
    case when judged.outcome in ('price', 'tenderer') then judged.outcome end as missing,
    case when judged.outcome in ('price', 'tenderer') then 'undecidable' else judged.outcome end as verdict,
from judged
left join sharers on sharers.ocid = judged.ocid
