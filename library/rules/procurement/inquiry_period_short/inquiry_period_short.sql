-- 每个询价采购包一行：响应截止日期与自询价通知书发出日期起满三个工作日的第一日比较。
with

dated as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        package.document_issued_on,
        package.bid_deadline_on,
        term.earliest_day
    from src.procurement_package as package
    left join param.procurement_inquiry_period as term
        on package.document_issued_on = term.start_day
    where
        package.method in ('inquiry')
        and package.status in ('open', 'awarded')
)

select
    dated.package_id as record_id,
    dated.document_issued_on as trigger_day,
    dated.buyer_id,
    dated.method,
    dated.budget_fen,
    dated.bid_deadline_on,
    dated.earliest_day,
    case
        when dated.document_issued_on is null then 'start'
        when dated.earliest_day is null then 'calendar'
        when dated.bid_deadline_on is null then 'end'
    end as missing,
    case
        when dated.earliest_day is null then 'undecidable'
        when dated.bid_deadline_on is null then 'undecidable'
        when dated.bid_deadline_on < dated.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from dated
