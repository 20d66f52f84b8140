-- 每份工程招标中标一行：同一采购包、同一标段的投标家数与法定最少家数比较。
with

counted as (
    select
        award.award_id,
        award.package_id,
        award.winner_code,
        award.amount_fen,
        package.buyer_id,
        package.method,
        package.bid_deadline_on,
        count(bid.bid_id) as bids,
        count(distinct bid.bidder_code) filter (where bid.status in ('valid', 'disqualified')) as suppliers
    from src.award as award
    join src.procurement_package as package
        on award.package_id = package.package_id
    left join src.bid as bid
        on
            award.package_id = bid.package_id
            and award.lot_id is not distinct from bid.lot_id
    where
        package.category = 'works'
        and package.method in ('open_tender', 'invited_tender')
        and package.status = 'awarded'
    group by
        award.award_id,
        award.package_id,
        award.winner_code,
        award.amount_fen,
        package.buyer_id,
        package.method,
        package.bid_deadline_on
),

judged as (
    select
        counted.award_id,
        counted.package_id,
        counted.winner_code,
        counted.amount_fen,
        counted.buyer_id,
        counted.method,
        counted.bid_deadline_on,
        counted.suppliers,
        minimum.value as required,
        case
            when minimum.value is null then 'deadline'
            when counted.bids = 0 then 'bids'
        end as missing
    from counted
    left join param.tendering_minimum_bidders as minimum
        on counted.bid_deadline_on = minimum.day
)

select
    judged.award_id as record_id,
    judged.bid_deadline_on as trigger_day,
    judged.buyer_id,
    judged.package_id,
    judged.method,
    judged.winner_code,
    judged.amount_fen,
    judged.suppliers,
    judged.required,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.suppliers < judged.required then 'flagged'
        else 'clear'
    end as verdict
from judged
