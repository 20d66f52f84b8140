-- 每名评审成员：投标截止前三年内是否在投标供应商任职或者控制该供应商（证件令牌相同）。
with

tied as (
    select
        member.package_id,
        member.member_token,
        string_agg(distinct bid.bidder_code, '、' order by bid.bidder_code) as bidder_codes
    from src.review_member as member
    join src.procurement_package as package
        on member.package_id = package.package_id
    join src.bid as bid
        on member.package_id = bid.package_id
    join src.enterprise_person as person
        on
            bid.bidder_code = person.credit_code
            and member.member_token = person.id_token
    left join param.procurement_recusal_years as term
        on person.to_on = term.start_day
    where
        person.role <> 'shareholder'
        and person.from_on <= package.bid_deadline_on
        and coalesce(term.due_day >= package.bid_deadline_on, person.to_on is null)
    group by
        member.package_id,
        member.member_token
),

examined as (
    select
        item.package_id,
        item.role,
        item.employer,
        package.bid_deadline_on as deadline_on,
        package.buyer_id as buyer_id,
        tied.bidder_codes as bidder_codes,
        item.member_token as member_token
    from src.review_member as item
    join src.procurement_package as package
        on item.package_id = package.package_id
    left join tied
        on
            item.package_id = tied.package_id
            and item.member_token = tied.member_token
),

judged as (
    select
        examined.package_id,
        examined.role,
        examined.employer,
        examined.deadline_on,
        examined.buyer_id,
        examined.bidder_codes,
        examined.member_token,
        case
            when examined.deadline_on is null then 'day'
        end as missing
    from examined
)

select
    judged.package_id || '|' || judged.member_token as record_id,
    judged.deadline_on as trigger_day,
    judged.buyer_id,
    judged.role,
    judged.employer,
    judged.bidder_codes,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.bidder_codes is not null then 'flagged'
        else 'clear'
    end as verdict
from judged
