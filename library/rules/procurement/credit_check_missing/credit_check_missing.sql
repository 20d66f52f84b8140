-- 每个已成交的采购包：信用查询日期是否存在，且不晚于确定供应商的日期。
select
    package.package_id as record_id,
    package.winner_confirmed_on as trigger_day,
    package.buyer_id,
    package.agency_name,
    package.budget_fen,
    package.credit_checked_on,
    case
        when package.credit_checked_on is null then null
        when package.winner_confirmed_on is null then 'winner'
    end as missing,
    case
        when package.credit_checked_on is null then 'flagged'
        when package.winner_confirmed_on is null then 'undecidable'
        when package.credit_checked_on > package.winner_confirmed_on then 'flagged'
        else 'clear'
    end as verdict
from src.procurement_package as package
where
    (
        package.category in ('goods', 'services')
        or package.method in ('negotiation', 'consultation', 'inquiry', 'single_source')
    )
    and package.method not in ('framework', 'direct_purchase')
    and package.status = 'awarded'
