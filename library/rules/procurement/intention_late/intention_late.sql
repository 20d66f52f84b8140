-- 每个按项目实施的采购包：意向公开日期与采购活动开始日期相隔的日数，与开始之日施行的规定比较。
with

started as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        package.started_on,
        package.intention_published_on,
        date_diff('day', package.intention_published_on, package.started_on) as days_ahead,
        term.n as days_required
    from src.procurement_package as package
    left join param.procurement_intention as term
        on package.started_on = term.start_day
    where
        package.method not in ('framework', 'direct_purchase')
        and package.status in ('open', 'awarded')
        and (package.started_on is null or term.n is not null)
)

select
    started.package_id as record_id,
    started.started_on as trigger_day,
    started.buyer_id,
    started.method,
    started.budget_fen,
    started.intention_published_on,
    started.days_ahead,
    started.days_required,
    case when started.started_on is null then 'start' end as missing,
    case
        when started.started_on is null then 'undecidable'
        when started.days_ahead >= started.days_required then 'clear'
        else 'flagged'
    end as verdict
from started
