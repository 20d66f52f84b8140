-- 每个抽取了评审专家并已开启响应文件的采购包一行：评审开始之日是否不晚于最早一次抽取以后的第二个工作日。
with

drawn as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        cast(package.opened_at as date) as review_on,
        count(member.member_token) as experts,
        count(member.drawn_at) as timed,
        cast(min(member.drawn_at) as date) as drawn_on
    from src.procurement_package as package
    join src.review_member as member
        on package.package_id = member.package_id
    where
        package.opened_at is not null
        and member.role = 'expert'
    group by
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        cast(package.opened_at as date)
),

compared as (
    select
        drawn.package_id,
        drawn.buyer_id,
        drawn.method,
        drawn.budget_fen,
        drawn.review_on,
        drawn.experts,
        drawn.timed,
        drawn.drawn_on,
        term.due_day
    from drawn
    left join param.procurement_expert_draw as term
        on drawn.drawn_on = term.start_day
)

select
    compared.package_id as record_id,
    compared.drawn_on as trigger_day,
    compared.buyer_id,
    compared.method,
    compared.budget_fen,
    compared.experts,
    compared.review_on,
    compared.due_day,
    case
        when compared.review_on > compared.due_day then null
        when compared.timed < compared.experts then 'drawn'
        when compared.due_day is null then 'calendar'
    end as missing,
    case
        when compared.review_on > compared.due_day then 'flagged'
        when compared.timed < compared.experts then 'undecidable'
        when compared.due_day is null then 'undecidable'
        else 'clear'
    end as verdict
from compared
