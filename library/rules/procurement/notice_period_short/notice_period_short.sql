-- 每个货物、服务公开招标采购包一行：公告期限截止日期与自公告发布日期起满五个工作日的第一日比较。首日计入才满的不作结论。
with

dated as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        package.notice_on,
        package.notice_until,
        term.earliest_day,
        term.n,
        closed.no - opened.before_no as days_offered
    from src.procurement_package as package
    left join param.procurement_notice_period as term
        on package.notice_on = term.start_day
    left join engine.count as opened
        on package.notice_on = opened.day and term.unit = opened.unit
    left join engine.count as closed
        on package.notice_until = closed.day and term.unit = closed.unit
    where
        package.category in ('goods', 'services')
        and package.method in ('open_tender')
        and package.status in ('open', 'awarded')
)

select
    dated.package_id as record_id,
    dated.notice_on as trigger_day,
    dated.buyer_id,
    dated.method,
    dated.budget_fen,
    dated.notice_until,
    dated.earliest_day,
    dated.days_offered,
    case
        when dated.notice_on is null then 'start'
        when dated.earliest_day is null then 'calendar'
        when dated.notice_until is null then 'end'
        when dated.notice_until >= dated.earliest_day then null
        when dated.days_offered >= dated.n then 'counting'
    end as missing,
    case
        when dated.earliest_day is null then 'undecidable'
        when dated.notice_until is null then 'undecidable'
        when dated.notice_until >= dated.earliest_day then 'clear'
        when dated.days_offered >= dated.n then 'undecidable'
        else 'flagged'
    end as verdict
from dated
