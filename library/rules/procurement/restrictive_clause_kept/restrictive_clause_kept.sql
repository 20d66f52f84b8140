-- 每个审查结论为有此类条款的采购文件条款一行：是否在响应截止之日以前更正。
with

found as (
    select
        item.clause_id,
        item.buyer_id,
        item.package_id,
        item.item,
        item.clause,
        item.reviewed_on,
        item.corrected_on,
        package.budget_fen,
        package.bid_deadline_on
    from src.document_clause as item
    join src.procurement_package as package
        on item.package_id = package.package_id
    where
        item.result = 'found'
        and package.status in ('open', 'awarded')
)

select
    found.clause_id as record_id,
    found.bid_deadline_on as trigger_day,
    found.buyer_id,
    found.package_id,
    found.item,
    found.clause,
    found.reviewed_on,
    found.corrected_on,
    found.budget_fen,
    case when found.bid_deadline_on is null then 'deadline' end as missing,
    case
        when found.bid_deadline_on is null then 'undecidable'
        when found.corrected_on < found.bid_deadline_on then 'clear'
        when found.corrected_on is not null then 'flagged'
        when run.as_of >= found.bid_deadline_on then 'flagged'
        else 'pending'
    end as verdict
from found
cross join engine.run as run
