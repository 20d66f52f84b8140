-- 每个采购人每个年度：委托社会代理机构的采购包中，最多的一家占多少。集中采购机构不计。
with

agent as (
    select
        package.buyer_id,
        package.fiscal_year,
        package.agency_name,
        count(package.package_id) as packages,
        count(package.started_on) as started,
        max(package.started_on) as last_on
    from src.procurement_package as package
    left join src.unit as centre
        on
            package.agency_name = centre.name
            and centre.is_centralised_buyer
    where
        package.agency_name is not null
        and centre.unit_id is null
    group by
        package.buyer_id,
        package.fiscal_year,
        package.agency_name
),

yearly as (
    select
        agent.buyer_id,
        agent.fiscal_year,
        cast(sum(agent.packages) as bigint) as entrusted,
        cast(sum(agent.started) as bigint) as started,
        max(agent.packages) as most,
        max(agent.last_on) as last_on
    from agent
    group by
        agent.buyer_id,
        agent.fiscal_year
)

select
    yearly.buyer_id || '|' || cast(yearly.fiscal_year as varchar) as record_id,
    yearly.last_on as trigger_day,
    yearly.buyer_id,
    yearly.fiscal_year,
    yearly.entrusted,
    yearly.most,
    least_packages.value as least_packages,
    share.value as most_share,
    case
        when yearly.started < yearly.entrusted then 'start'
    end as missing,
    case
        when yearly.started < yearly.entrusted then 'undecidable'
        when yearly.entrusted < least_packages.value then 'clear'
        when yearly.most > yearly.entrusted * share.value then 'flagged'
        else 'clear'
    end as verdict
from yearly
left join param.procurement_agency_packages as least_packages
    on yearly.last_on = least_packages.day
left join param.procurement_agency_share as share
    on yearly.last_on = share.day
