-- 每个经过评审的采购包：评审人数与规定最少人数比较，并看是否为单数。
with

counted as (
    select
        package.package_id,
        package.buyer_id,
        package.category,
        package.method,
        package.budget_fen,
        package.bid_deadline_on,
        count(member.member_token) as members
    from src.procurement_package as package
    left join src.review_member as member
        on package.package_id = member.package_id
    where
        package.method in ('open_tender', 'invited_tender', 'negotiation', 'consultation', 'inquiry')
        and package.status = 'awarded'
    group by
        package.package_id,
        package.buyer_id,
        package.category,
        package.method,
        package.budget_fen,
        package.bid_deadline_on
),

compared as (
    select
        counted.package_id,
        counted.buyer_id,
        counted.method,
        counted.budget_fen,
        counted.bid_deadline_on,
        counted.members,
        cast(floor(counted.members / (1 + 1)) as bigint) * (1 + 1) as even_members,
        counted.category in ('goods', 'services')
        and counted.method in ('open_tender', 'invited_tender')
        and counted.budget_fen is null as lacks_budget,
        case
            when counted.method in ('negotiation', 'consultation', 'inquiry') then small_group.value
            when counted.category = 'works' then works.value
            when counted.budget_fen >= large_amount.value then large_committee.value
            else committee.value
        end as required
    from counted
    left join param.procurement_committee_size as committee
        on counted.bid_deadline_on = committee.day
    left join param.procurement_committee_size_large as large_committee
        on counted.bid_deadline_on = large_committee.day
    left join param.procurement_committee_large_amount as large_amount
        on counted.bid_deadline_on = large_amount.day
    left join param.procurement_group_size as small_group
        on counted.bid_deadline_on = small_group.day
    left join param.tendering_committee_size as works
        on counted.bid_deadline_on = works.day
)

select
    compared.package_id as record_id,
    compared.bid_deadline_on as trigger_day,
    compared.buyer_id,
    compared.method,
    compared.budget_fen,
    compared.members,
    compared.required,
    case
        when compared.members = 0 then 'members'
        when compared.required is null then 'deadline'
        when compared.lacks_budget then 'budget'
    end as missing,
    case
        when compared.members = 0 then 'undecidable'
        when compared.required is null then 'undecidable'
        when compared.lacks_budget then 'undecidable'
        when compared.members < compared.required then 'flagged'
        when compared.members = compared.even_members then 'flagged'
        else 'clear'
    end as verdict
from compared
