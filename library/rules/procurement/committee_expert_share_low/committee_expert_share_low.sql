-- 每个经过评审的采购包：专家人数与成员总数的三分之二比较。
with

counted as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        package.bid_deadline_on,
        count(member.member_token) as members,
        count(member.member_token) filter (where member.role = 'expert') as experts
    from src.procurement_package as package
    left join src.review_member as member
        on package.package_id = member.package_id
    where
        package.method in ('open_tender', 'invited_tender', 'negotiation', 'consultation', 'inquiry')
        and package.status = 'awarded'
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
    counted.members,
    counted.experts,
    case
        when counted.members = 0 then 'members'
        when share.value is null then 'deadline'
    end as missing,
    case
        when counted.members = 0 then 'undecidable'
        when share.value is null then 'undecidable'
        when counted.experts < counted.members * share.value then 'flagged'
        else 'clear'
    end as verdict
from counted
left join param.procurement_expert_share as share
    on counted.bid_deadline_on = share.day
