-- 每个达到数额标准并已成交的谈判、询价采购包一行：小组人数与规定最少人数比较。货物、服务按公开招标数额标准，工程按招标规模标准。
with

large as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        package.bid_deadline_on,
        case when package.category = 'works' then works.value else open_amount.value end as threshold_fen
    from src.procurement_package as package
    left join param.procurement_open_tender_amount as open_amount
        on package.bid_deadline_on = open_amount.day
    left join param.tendering_works_amount as works
        on package.bid_deadline_on = works.day
    where
        package.method in ('negotiation', 'inquiry')
        and package.status in ('awarded')
        and package.bid_deadline_on is not null
        and package.budget_fen is not null
),

counted as (
    select
        large.package_id,
        large.buyer_id,
        large.method,
        large.budget_fen,
        large.bid_deadline_on,
        large.threshold_fen,
        count(member.member_token) as members
    from large
    left join src.review_member as member
        on large.package_id = member.package_id
    where coalesce(large.budget_fen >= large.threshold_fen, true)
    group by
        large.package_id,
        large.buyer_id,
        large.method,
        large.budget_fen,
        large.bid_deadline_on,
        large.threshold_fen
)

select
    counted.package_id as record_id,
    counted.bid_deadline_on as trigger_day,
    counted.buyer_id,
    counted.method,
    counted.budget_fen,
    counted.threshold_fen,
    counted.members,
    size.value as required,
    case
        when counted.members >= size.value then null
        when counted.threshold_fen is null then 'threshold'
        when counted.members = 0 then 'members'
    end as missing,
    case
        when counted.members >= size.value then 'clear'
        when counted.threshold_fen is null then 'undecidable'
        when counted.members = 0 then 'undecidable'
        else 'flagged'
    end as verdict
from counted
join param.procurement_group_size_large as size
    on counted.bid_deadline_on = size.day
