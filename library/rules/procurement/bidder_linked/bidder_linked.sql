-- 每个竞争性采购包：同一标段内有几家不同供应商法定代表人为同一人。
with

led as (
    select
        bid.bid_id,
        person.id_token
    from src.bid as bid
    join src.procurement_package as package
        on bid.package_id = package.package_id
    join src.enterprise_person as person
        on bid.bidder_code = person.credit_code
    where
        person.role = 'legal_representative'
        and package.bid_deadline_on >= person.from_on
        and coalesce(package.bid_deadline_on < person.to_on, true)
),

marked as (
    select
        bid.package_id,
        bid.lot_id,
        bid.bidder_code,
        led.id_token as mark
    from src.bid as bid
    join src.procurement_package as package
        on bid.package_id = package.package_id
    left join led
        on bid.bid_id = led.bid_id
    where bid.status = 'valid'
    group by
        bid.package_id,
        bid.lot_id,
        bid.bidder_code,
        led.id_token
),

shared as (
    select
        marked.package_id,
        marked.lot_id,
        marked.mark,
        count(marked.bidder_code) as alike,
        string_agg(marked.bidder_code, '、' order by marked.bidder_code) as alike_codes
    from marked
    where marked.mark is not null
    group by
        marked.package_id,
        marked.lot_id,
        marked.mark
    having count(marked.bidder_code) > 1
),

gathered as (
    select
        shared.package_id,
        cast(sum(shared.alike) as bigint) as alike,
        string_agg(shared.alike_codes, '；' order by shared.alike_codes) as alike_codes
    from shared
    group by shared.package_id
),

counted as (
    select
        marked.package_id,
        count(distinct marked.bidder_code) as bidders,
        count(distinct marked.bidder_code) filter (where marked.mark is not null) as known
    from marked
    group by marked.package_id
)

select
    package.package_id as record_id,
    package.bid_deadline_on as trigger_day,
    package.buyer_id,
    package.method,
    package.budget_fen,
    counted.bidders,
    coalesce(gathered.alike, 0) as alike,
    gathered.alike_codes,
    case
        when gathered.alike is not null then null
        when counted.known < counted.bidders then 'mark'
    end as missing,
    case
        when gathered.alike is not null then 'flagged'
        when counted.known < counted.bidders then 'undecidable'
        else 'clear'
    end as verdict
from src.procurement_package as package
join counted
    on package.package_id = counted.package_id
left join gathered
    on package.package_id = gathered.package_id
where
    package.method in ('open_tender', 'invited_tender', 'negotiation', 'consultation', 'inquiry')
    and package.status in ('open', 'awarded')
