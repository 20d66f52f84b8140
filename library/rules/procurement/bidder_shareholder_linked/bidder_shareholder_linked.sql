-- 每个竞争性采购包：同一标段内有几家有效投标供应商由同一人控股或者受益。
with

held as (
    select
        bid.package_id,
        bid.lot_id,
        bid.bidder_code,
        person.id_token
    from src.bid as bid
    join src.procurement_package as package
        on bid.package_id = package.package_id
    join src.enterprise_person as person
        on bid.bidder_code = person.credit_code
    left join param.procurement_controlling_share as share
        on package.bid_deadline_on = share.day
    where
        bid.status = 'valid'
        and (
            person.role = 'beneficial_owner'
            or (person.role = 'shareholder' and person.share_ratio > share.value)
        )
        and package.bid_deadline_on >= person.from_on
        and coalesce(package.bid_deadline_on < person.to_on, true)
    group by
        bid.package_id,
        bid.lot_id,
        bid.bidder_code,
        person.id_token
),

shared as (
    select
        held.package_id,
        held.lot_id,
        held.id_token,
        count(held.bidder_code) as alike,
        string_agg(held.bidder_code, '、' order by held.bidder_code) as alike_codes
    from held
    group by
        held.package_id,
        held.lot_id,
        held.id_token
    having count(held.bidder_code) > 1
),

gathered as (
    select
        shared.package_id,
        max(shared.alike) as alike,
        min(shared.alike_codes) as alike_codes
    from shared
    group by shared.package_id
),

entered as (
    select bid.package_id
    from src.bid as bid
    group by bid.package_id
)

select
    package.package_id as record_id,
    package.bid_deadline_on as trigger_day,
    package.buyer_id,
    package.method,
    package.budget_fen,
    coalesce(gathered.alike, 0) as alike,
    gathered.alike_codes,
    case
        when package.bid_deadline_on is null then 'day'
    end as missing,
    case
        when package.bid_deadline_on is null then 'undecidable'
        when gathered.alike is not null then 'flagged'
        else 'clear'
    end as verdict
from src.procurement_package as package
join entered
    on package.package_id = entered.package_id
left join gathered
    on package.package_id = gathered.package_id
where
    package.method in ('open_tender', 'invited_tender', 'negotiation', 'consultation', 'inquiry')
    and package.status in ('open', 'awarded')
