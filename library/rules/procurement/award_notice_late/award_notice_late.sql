-- 每份中标、成交：通知书发出日期与自确定供应商之日起的法定最后一日比较。
with

decided as (
    select
        award.award_id,
        award.package_id,
        award.winner_code,
        award.amount_fen,
        award.notice_on,
        package.buyer_id,
        package.winner_confirmed_on,
        term.due_day
    from src.award as award
    join src.procurement_package as package
        on award.package_id = package.package_id
    left join param.procurement_result_publication as term
        on package.winner_confirmed_on = term.start_day
    where
        (
            package.category in ('goods', 'services')
            or package.method in ('negotiation', 'consultation', 'inquiry', 'single_source')
        )
        and package.method not in ('framework', 'direct_purchase')
        and package.status = 'awarded'
)

select
    decided.award_id as record_id,
    decided.winner_confirmed_on as trigger_day,
    decided.buyer_id,
    decided.package_id,
    decided.winner_code,
    decided.amount_fen,
    decided.notice_on,
    decided.due_day,
    case
        when decided.winner_confirmed_on is null then 'start'
        when decided.due_day is null then 'calendar'
    end as missing,
    case
        when decided.due_day is null then 'undecidable'
        when decided.notice_on <= decided.due_day then 'clear'
        when decided.notice_on is not null then 'flagged'
        when run.as_of > decided.due_day then 'flagged'
        else 'pending'
    end as verdict
from decided
cross join engine.run as run
