-- 每个工程招标采购包：文件发售截止日期与自招标文件开始发出起满五日的第一日比较。
with

dated as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        package.document_issued_on,
        package.document_until,
        term.n,
        date_diff('day', package.document_issued_on, package.document_until) + 1 as days_offered,
        term.earliest_day
    from src.procurement_package as package
    left join param.tendering_document_sale as term
        on package.document_issued_on = term.start_day
    where
        package.category = 'works'
        and package.method in ('open_tender', 'invited_tender')
        and package.status in ('open', 'awarded')
)

select
    dated.package_id as record_id,
    dated.document_issued_on as trigger_day,
    dated.buyer_id,
    dated.method,
    dated.budget_fen,
    dated.days_offered,
    dated.document_until,
    dated.earliest_day,
    case
        when dated.earliest_day is null then 'start'
        when dated.document_until is null then 'end'
        when dated.document_until >= dated.earliest_day then null
        when dated.days_offered >= dated.n then 'counting'
    end as missing,
    case
        when dated.earliest_day is null then 'undecidable'
        when dated.document_until is null then 'undecidable'
        when dated.document_until >= dated.earliest_day then 'clear'
        when dated.days_offered >= dated.n then 'undecidable'
        else 'flagged'
    end as verdict
from dated
