-- 每个发出过澄清的工程招标采购包：影响编制的，投标截止日期与自澄清发出起满十五日的第一日比较。
with

clarified as (
    select
        package.package_id,
        package.buyer_id,
        package.budget_fen,
        package.clarification_on,
        package.clarification_affects_bids,
        package.bid_deadline_on,
        term.earliest_day
    from src.procurement_package as package
    join param.tendering_clarification as term
        on package.clarification_on = term.start_day
    where
        package.category = 'works'
        and package.method in ('open_tender', 'invited_tender')
        and package.status in ('open', 'awarded')
)

select
    clarified.package_id as record_id,
    clarified.clarification_on as trigger_day,
    clarified.buyer_id,
    clarified.budget_fen,
    clarified.clarification_affects_bids,
    clarified.bid_deadline_on,
    clarified.earliest_day,
    case
        when clarified.bid_deadline_on >= clarified.earliest_day then null
        when not clarified.clarification_affects_bids then null
        when clarified.bid_deadline_on is null then 'end'
        when clarified.clarification_affects_bids is null then 'affects'
    end as missing,
    case
        when clarified.bid_deadline_on >= clarified.earliest_day then 'clear'
        when not clarified.clarification_affects_bids then 'clear'
        when clarified.bid_deadline_on is null then 'undecidable'
        when clarified.clarification_affects_bids is null then 'undecidable'
        else 'flagged'
    end as verdict
from clarified
