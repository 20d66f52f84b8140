-- 每个达到公开招标数额标准、理由为唯一供应商的单一来源采购包：公示截止日期与公示满五个工作日的第一日比较。
with

proposed as (
    select
        package.package_id,
        package.buyer_id,
        package.status,
        package.single_source_ground,
        package.budget_fen,
        package.started_on,
        package.single_source_from_on,
        package.single_source_until_on,
        amount.value as threshold_fen,
        term.earliest_day,
        term.n,
        closed.no - opened.before_no as days_shown,
        case
            when package.started_on is null then 'start'
            when package.budget_fen is null then 'budget'
            when amount.value is null then 'threshold'
            when package.single_source_ground is null then 'ground'
            when package.single_source_from_on is null then null
            when term.earliest_day is null then 'calendar'
            when package.single_source_until_on is null then 'until'
            when package.single_source_until_on >= term.earliest_day then null
            when closed.no - opened.before_no >= term.n then 'counting'
        end as missing
    from src.procurement_package as package
    left join param.procurement_open_tender_amount as amount
        on package.started_on = amount.day
    left join param.procurement_single_source_publicity as term
        on package.single_source_from_on = term.start_day
    left join engine.count as opened
        on package.single_source_from_on = opened.day and term.unit = opened.unit
    left join engine.count as closed
        on package.single_source_until_on = closed.day and term.unit = closed.unit
    where
        package.category in ('goods', 'services')
        and package.method = 'single_source'
        and package.status in ('open', 'awarded')
        and coalesce(package.single_source_ground, 'only_supplier') = 'only_supplier'
        and coalesce(package.budget_fen >= amount.value, true)
)

select
    proposed.package_id as record_id,
    proposed.started_on as trigger_day,
    proposed.buyer_id,
    proposed.single_source_ground,
    proposed.budget_fen,
    proposed.threshold_fen,
    proposed.single_source_from_on,
    proposed.single_source_until_on,
    proposed.earliest_day,
    proposed.days_shown,
    proposed.missing,
    case
        when proposed.missing is not null then 'undecidable'
        when proposed.single_source_until_on >= proposed.earliest_day then 'clear'
        when proposed.single_source_from_on is not null then 'flagged'
        when proposed.status = 'awarded' then 'flagged'
        else 'pending'
    end as verdict
from proposed
