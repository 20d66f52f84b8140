-- 每个直接采购的采购包：预算金额是否达到采购活动开始之日的采购限额标准。
with

bought as (
    select
        package.package_id,
        package.buyer_id,
        package.catalogue_code,
        package.budget_fen,
        package.started_on,
        amount.value as threshold_fen
    from src.procurement_package as package
    left join param.procurement_procurement_threshold as amount
        on package.started_on = amount.day
    where
        package.category in ('goods', 'services')
        and package.method = 'direct_purchase'
        and package.status in ('open', 'awarded')
)

select
    bought.package_id as record_id,
    bought.started_on as trigger_day,
    bought.buyer_id,
    bought.catalogue_code,
    bought.budget_fen,
    bought.threshold_fen,
    case
        when bought.started_on is null then 'start'
        when bought.threshold_fen is null then 'threshold'
        when bought.budget_fen is null then 'budget'
    end as missing,
    case
        when bought.threshold_fen is null then 'undecidable'
        when bought.budget_fen is null then 'undecidable'
        when bought.budget_fen >= bought.threshold_fen then 'flagged'
        else 'clear'
    end as verdict
from bought
