-- 每个标段的有效报价排序，各家报价过于集中。
with

priced as (
    select
        bid.package_id,
        bid.lot_id,
        bid.bid_id,
        bid.price_fen,
        row_number() over (
            partition by bid.package_id, bid.lot_id order by bid.price_fen, bid.bid_id
        ) as place,
        bid.price_fen - lag(bid.price_fen) over (
            partition by bid.package_id, bid.lot_id order by bid.price_fen, bid.bid_id
        ) as step_fen
    from src.bid as bid
    where bid.status = 'valid'
),

spread as (
    select
        priced.package_id,
        priced.lot_id,
        count(priced.bid_id) as bids,
        count(priced.price_fen) as prices,
        min(priced.price_fen) as lowest_fen,
        min(priced.price_fen) filter (where priced.place > 1) as second_fen,
        max(priced.price_fen) as highest_fen,
        min(priced.step_fen) as smallest_fen,
        max(priced.step_fen) as largest_fen
    from priced
    group by
        priced.package_id,
        priced.lot_id
)

select
    package.package_id || '|' || coalesce(spread.lot_id, '') as record_id,
    package.bid_deadline_on as trigger_day,
    package.buyer_id,
    spread.lot_id,
    spread.bids,
    spread.lowest_fen,
    spread.second_fen,
    spread.highest_fen,
    screen.value as least_spread,
    case
        when package.bid_deadline_on is null then 'day'
        when spread.prices < spread.bids then 'price'
    end as missing,
    case
        when package.bid_deadline_on is null then 'undecidable'
        when spread.prices < spread.bids then 'undecidable'
        when spread.highest_fen - spread.lowest_fen < spread.lowest_fen * screen.value then 'flagged'
        else 'clear'
    end as verdict
from spread
join src.procurement_package as package
    on spread.package_id = package.package_id
left join param.procurement_screen_bids as least
    on package.bid_deadline_on = least.day
left join param.procurement_price_spread as screen
    on package.bid_deadline_on = screen.day
where
    package.method in ('open_tender', 'invited_tender', 'negotiation', 'consultation', 'inquiry')
    and spread.bids >= coalesce(least.value, 0)
