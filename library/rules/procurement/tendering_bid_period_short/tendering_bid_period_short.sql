-- 每个达到必须招标规模的工程招标采购包：投标截止日期与自招标文件开始发出起满二十日的第一日比较。
with

dated as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        package.document_issued_on,
        package.bid_deadline_on,
        amount.value as threshold_fen,
        term.earliest_day
    from src.procurement_package as package
    left join param.tendering_bid_period as term
        on package.document_issued_on = term.start_day
    left join param.tendering_works_amount as amount
        on package.document_issued_on = amount.day
    where
        package.category = 'works'
        and package.method in ('open_tender', 'invited_tender')
        and package.status in ('open', 'awarded')
        and coalesce(package.budget_fen >= amount.value, true)
)

select
    dated.package_id as record_id,
    dated.document_issued_on as trigger_day,
    dated.buyer_id,
    dated.method,
    dated.budget_fen,
    dated.threshold_fen,
    dated.bid_deadline_on,
    dated.earliest_day,
    case
        when dated.earliest_day is null then 'start'
        when dated.bid_deadline_on is null then 'end'
        when dated.budget_fen is null then 'budget'
    end as missing,
    case
        when dated.earliest_day is null then 'undecidable'
        when dated.bid_deadline_on is null then 'undecidable'
        when dated.budget_fen is null then 'undecidable'
        when dated.bid_deadline_on < dated.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from dated
