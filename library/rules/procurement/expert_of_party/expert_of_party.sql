-- 每个有评审专家的采购包：工作单位与采购人或者代理机构名称相同的专家人数。
with

counted as (
    select
        package.package_id,
        package.buyer_id,
        package.agency_name,
        package.budget_fen,
        package.bid_deadline_on,
        buyer.name as buyer_name,
        count(member.member_token) as experts,
        count(member.employer) as told,
        count(member.member_token) filter (
            where member.employer = buyer.name or member.employer = package.agency_name
        ) as related
    from src.procurement_package as package
    join src.review_member as member
        on package.package_id = member.package_id
    left join src.unit as buyer
        on package.buyer_id = buyer.unit_id
    where
        package.method in ('open_tender', 'invited_tender', 'negotiation', 'consultation', 'inquiry')
        and package.status in ('open', 'awarded')
        and member.role = 'expert'
    group by
        package.package_id,
        package.buyer_id,
        package.agency_name,
        package.budget_fen,
        package.bid_deadline_on,
        buyer.name
)

select
    counted.package_id as record_id,
    counted.bid_deadline_on as trigger_day,
    counted.buyer_id,
    counted.buyer_name,
    counted.agency_name,
    counted.budget_fen,
    counted.experts,
    counted.related,
    case
        when counted.related > 0 then null
        when counted.buyer_name is null then 'buyer'
        when counted.told < counted.experts then 'employer'
    end as missing,
    case
        when counted.related > 0 then 'flagged'
        when counted.buyer_name is null then 'undecidable'
        when counted.told < counted.experts then 'undecidable'
        else 'clear'
    end as verdict
from counted
