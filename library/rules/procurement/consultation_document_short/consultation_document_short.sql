-- 每个竞争性磋商采购包一行：文件提供截止日期与自磋商文件开始发出日期起满五个工作日的第一日比较。首日计入才满的不作结论。
with

dated as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        package.document_issued_on,
        package.document_until,
        term.earliest_day,
        term.n,
        closed.no - opened.before_no as days_offered
    from src.procurement_package as package
    left join param.procurement_consultation_document as term
        on package.document_issued_on = term.start_day
    left join engine.count as opened
        on package.document_issued_on = opened.day and term.unit = opened.unit
    left join engine.count as closed
        on package.document_until = closed.day and term.unit = closed.unit
    where
        package.method in ('consultation')
        and package.status in ('open', 'awarded')
)

select
    dated.package_id as record_id,
    dated.document_issued_on as trigger_day,
    dated.buyer_id,
    dated.method,
    dated.budget_fen,
    dated.document_until,
    dated.earliest_day,
    dated.days_offered,
    case
        when dated.document_issued_on is null then 'start'
        when dated.earliest_day is null then 'calendar'
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
