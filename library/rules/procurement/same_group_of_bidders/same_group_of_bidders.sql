-- 有效投标供应商完全相同的采购包：同一批供应商共同场几次。
with

entered as (
    select
        bid.package_id,
        bid.bidder_code
    from src.bid as bid
    where bid.status = 'valid'
    group by
        bid.package_id,
        bid.bidder_code
),

grouped as (
    select
        entered.package_id,
        count(entered.bidder_code) as bidders,
        string_agg(entered.bidder_code, '、' order by entered.bidder_code) as bidder_codes
    from entered
    group by entered.package_id
),

won as (
    select
        award.package_id,
        min(award.winner_code) as winner_code
    from src.award as award
    group by award.package_id
),

repeated as (
    select
        grouped.bidder_codes,
        max(grouped.bidders) as bidders,
        count(package.package_id) as packages,
        count(package.bid_deadline_on) as dated,
        count(distinct won.winner_code) as winners,
        count(distinct package.buyer_id) as buyers,
        min(package.package_id) as first_id,
        min(package.buyer_id) as buyer_id,
        max(package.bid_deadline_on) as last_on,
        string_agg(package.package_id, '、' order by package.package_id) as package_ids
    from grouped
    join src.procurement_package as package
        on grouped.package_id = package.package_id
    left join won
        on grouped.package_id = won.package_id
    where
        grouped.bidders > 1
        and package.method in ('open_tender', 'invited_tender', 'negotiation', 'consultation', 'inquiry')
    group by grouped.bidder_codes
)

select
    repeated.first_id as record_id,
    repeated.last_on as trigger_day,
    repeated.buyer_id,
    repeated.bidders,
    repeated.packages,
    repeated.winners,
    repeated.buyers,
    repeated.bidder_codes,
    repeated.package_ids,
    times.value as least,
    case
        when repeated.dated < repeated.packages then 'day'
    end as missing,
    case
        when repeated.dated < repeated.packages then 'undecidable'
        when repeated.packages >= times.value then 'flagged'
        else 'clear'
    end as verdict
from repeated
left join param.procurement_group_repeat as times
    on repeated.last_on = times.day
