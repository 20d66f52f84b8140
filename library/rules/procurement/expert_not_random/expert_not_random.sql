-- 每个有评审专家的采购包：登记为非随机抽取的专家人数。
with

counted as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        package.bid_deadline_on,
        count(member.member_token) as experts,
        count(member.member_token) filter (where not member.is_random) as chosen,
        count(member.is_random) as told
    from src.procurement_package as package
    join src.review_member as member
        on package.package_id = member.package_id
    where
        package.method in ('open_tender', 'invited_tender', 'negotiation', 'consultation', 'inquiry')
        and package.status in ('open', 'awarded')
        and member.role = 'expert'
    group by
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        package.bid_deadline_on
)

select
    counted.package_id as record_id,
    counted.bid_deadline_on as trigger_day,
    counted.buyer_id,
    counted.method,
    counted.budget_fen,
    counted.experts,
    counted.chosen,
    case
        when counted.chosen > 0 then null
        when counted.told < counted.experts then 'random'
    end as missing,
    case
        when counted.chosen > 0 then 'flagged'
        when counted.told < counted.experts then 'undecidable'
        else 'clear'
    end as verdict
from counted
