-- 每个经过评审的采购包：报告送达日期与自评审结束日期起的法定最后一日比较。
with

reviewed as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        package.status,
        package.review_finished_on,
        package.report_sent_on,
        term.due_day
    from src.procurement_package as package
    left join param.procurement_report_delivery as term
        on package.review_finished_on = term.start_day
    where
        (
            package.category in ('goods', 'services')
            or package.method in ('negotiation', 'consultation', 'inquiry')
        )
        and package.method in ('open_tender', 'invited_tender', 'negotiation', 'consultation', 'inquiry')
        and package.status in ('open', 'awarded')
        and (package.status = 'awarded' or package.review_finished_on is not null)
)

select
    reviewed.package_id as record_id,
    reviewed.review_finished_on as trigger_day,
    reviewed.buyer_id,
    reviewed.method,
    reviewed.budget_fen,
    reviewed.report_sent_on,
    reviewed.due_day,
    case
        when reviewed.review_finished_on is null then 'start'
        when reviewed.due_day is null then 'calendar'
        when reviewed.report_sent_on is not null then null
        when reviewed.status = 'awarded' then 'done'
    end as missing,
    case
        when reviewed.due_day is null then 'undecidable'
        when reviewed.report_sent_on <= reviewed.due_day then 'clear'
        when reviewed.report_sent_on is not null then 'flagged'
        when reviewed.status = 'awarded' then 'undecidable'
        when run.as_of > reviewed.due_day then 'flagged'
        else 'pending'
    end as verdict
from reviewed
cross join engine.run as run
