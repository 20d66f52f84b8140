-- 每份中标、成交：同一采购包、同一标段中，排序在前且仍有效的投标有几家。
with

placed as (
    select
        award.award_id,
        award.package_id,
        award.winner_code,
        award.amount_fen,
        award.rank,
        award.notice_on,
        package.buyer_id,
        count(bid.bid_id) as better,
        count(bid.bid_id) filter (where bid.status = 'valid') as passed_over,
        string_agg(bid.bidder_code, '、' order by bid.rank, bid.bidder_code) filter (where bid.status = 'valid') as passed_codes
    from src.award as award
    join src.procurement_package as package
        on award.package_id = package.package_id
    left join src.bid as bid
        on
            award.package_id = bid.package_id
            and award.lot_id is not distinct from bid.lot_id
            and award.rank > bid.rank
    where
        package.method in ('open_tender', 'invited_tender', 'negotiation', 'consultation', 'inquiry')
        and package.status = 'awarded'
    group by
        award.award_id,
        award.package_id,
        award.winner_code,
        award.amount_fen,
        award.rank,
        award.notice_on,
        package.buyer_id
)

select
    placed.award_id as record_id,
    placed.notice_on as trigger_day,
    placed.buyer_id,
    placed.package_id,
    placed.winner_code,
    placed.amount_fen,
    placed.rank,
    placed.passed_over,
    placed.passed_codes,
    case
        when placed.rank is null then 'rank'
        when placed.rank > 1 and placed.better = 0 then 'bids'
    end as missing,
    case
        when placed.rank is null then 'undecidable'
        when placed.passed_over > 0 then 'flagged'
        when placed.rank > 1 and placed.better = 0 then 'undecidable'
        else 'clear'
    end as verdict
from placed
