-- 每份磋商的成交结果一行：同一采购包、同一标段的有效供应商家数与最少家数比较。
with

counted as (
    select
        award.award_id,
        award.package_id,
        award.winner_code,
        award.amount_fen,
        package.buyer_id,
        package.bid_deadline_on,
        count(bid.bid_id) as bids,
        count(distinct bid.bidder_code) filter (where bid.status in ('valid')) as suppliers
    from src.award as award
    join src.procurement_package as package
        on award.package_id = package.package_id
    left join src.bid as bid
        on
            award.package_id = bid.package_id
            and award.lot_id is not distinct from bid.lot_id
    where
        package.method in ('consultation')
        and package.status in ('awarded')
    group by
        award.award_id,
        award.package_id,
        award.winner_code,
        award.amount_fen,
        package.buyer_id,
        package.bid_deadline_on
),

judged as (
    select
        counted.award_id,
        counted.package_id,
        counted.winner_code,
        counted.amount_fen,
        counted.buyer_id,
        counted.bid_deadline_on,
        counted.suppliers,
        minimum.value as required,
        least_special.value as special,
        case
            when least_special.value is null then 'deadline'
            when counted.bids = 0 then 'bids'
            when counted.suppliers < least_special.value then null
            when counted.suppliers < minimum.value then 'special'
        end as missing
    from counted
    left join param.procurement_minimum_suppliers as minimum
        on counted.bid_deadline_on = minimum.day
    left join param.procurement_consultation_special_suppliers as least_special
        on counted.bid_deadline_on = least_special.day
)

select
    judged.award_id as record_id,
    judged.bid_deadline_on as trigger_day,
    judged.buyer_id,
    judged.package_id,
    judged.winner_code,
    judged.amount_fen,
    judged.suppliers,
    judged.required,
    judged.special,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.suppliers < judged.required then 'flagged'
        else 'clear'
    end as verdict
from judged
