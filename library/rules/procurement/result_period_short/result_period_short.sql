-- 每份登记了公告截止日期的货物、服务中标成交结果一行：公告的工作日数（首日计入）与规定的日数比较。
with

shown as (
    select
        award.award_id,
        award.package_id,
        award.winner_code,
        award.amount_fen,
        award.result_published_on,
        award.result_until,
        package.buyer_id,
        term.n as required,
        closed.no - opened.before_no as days_shown
    from src.award as award
    join src.procurement_package as package
        on award.package_id = package.package_id
    left join param.procurement_result_period as term
        on award.result_published_on = term.start_day
    left join engine.count as opened
        on award.result_published_on = opened.day and term.unit = opened.unit
    left join engine.count as closed
        on award.result_until = closed.day and term.unit = closed.unit
    where
        award.result_until is not null
        and package.category in ('goods', 'services')
)

select
    shown.award_id as record_id,
    shown.result_published_on as trigger_day,
    shown.buyer_id,
    shown.package_id,
    shown.winner_code,
    shown.amount_fen,
    shown.result_until,
    shown.days_shown,
    shown.required,
    case
        when shown.result_published_on is null then 'start'
        when shown.days_shown is null then 'calendar'
    end as missing,
    case
        when shown.days_shown is null then 'undecidable'
        when shown.days_shown < shown.required then 'flagged'
        else 'clear'
    end as verdict
from shown
