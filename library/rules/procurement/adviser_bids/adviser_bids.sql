-- 每个采购包每家前期服务单位一行：该单位是否又参加了这个采购包的采购。
with

joined as (
    select
        adviser.package_id,
        adviser.supplier_code,
        max(bid.bid_id) as bid_id
    from src.package_adviser as adviser
    join src.bid as bid
        on
            adviser.package_id = bid.package_id
            and adviser.supplier_code = bid.bidder_code
    where bid.status <> 'withdrawn'
    group by
        adviser.package_id,
        adviser.supplier_code
)

select
    adviser.package_id || '|' || adviser.supplier_code as record_id,
    adviser.engaged_on as trigger_day,
    package.buyer_id,
    adviser.package_id,
    adviser.supplier_code,
    adviser.service,
    joined.bid_id,
    package.budget_fen,
    case
        when joined.bid_id is null then null
        when adviser.service is null then 'service'
    end as missing,
    case
        when joined.bid_id is null then 'clear'
        when adviser.service is null then 'undecidable'
        else 'flagged'
    end as verdict
from src.package_adviser as adviser
join src.procurement_package as package
    on adviser.package_id = package.package_id
left join joined
    on
        adviser.package_id = joined.package_id
        and adviser.supplier_code = joined.supplier_code
where package.method <> 'single_source'
