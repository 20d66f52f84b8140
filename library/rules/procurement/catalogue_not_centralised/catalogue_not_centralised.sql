-- 每个登记为集中采购目录内并已实施的采购包一行：采购组织者是否为集中采购机构。
select
    package.package_id as record_id,
    package.started_on as trigger_day,
    package.buyer_id,
    package.catalogue_code,
    package.budget_fen,
    package.agency_kind,
    package.agency_name,
    case when package.agency_kind is null then 'agency' end as missing,
    case
        when package.agency_kind is null then 'undecidable'
        when package.agency_kind in ('central', 'department') then 'clear'
        else 'flagged'
    end as verdict
from src.procurement_package as package
where
    package.in_catalogue
    and package.status in ('open', 'awarded')
    and package.method not in ('framework', 'direct_purchase')
