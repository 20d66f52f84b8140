-- 每个要求投标保证金的工程招标采购包一行：保证金与招标估算价的法定比例比较。基数是估算价，不是预算。
with

demanded as (
    select
        package.package_id,
        package.buyer_id,
        package.estimate_fen,
        package.bid_deposit_fen,
        coalesce(package.document_issued_on, package.notice_on, package.started_on) as demanded_on
    from src.procurement_package as package
    where
        package.category = 'works'
        and package.method in ('open_tender', 'invited_tender')
        and package.status in ('open', 'awarded')
        and package.bid_deposit_fen is not null
),

compared as (
    select
        demanded.package_id,
        demanded.buyer_id,
        demanded.estimate_fen,
        demanded.bid_deposit_fen,
        demanded.demanded_on,
        demanded.estimate_fen * ratio.value as limit_value
    from demanded
    left join param.tendering_deposit_ratio as ratio
        on demanded.demanded_on = ratio.day
)

select
    compared.package_id as record_id,
    compared.demanded_on as trigger_day,
    compared.buyer_id,
    compared.estimate_fen,
    compared.bid_deposit_fen,
    cast(floor(compared.limit_value) as bigint) as limit_fen,
    case
        when compared.estimate_fen is null then 'estimate'
        when compared.limit_value is null then 'day'
    end as missing,
    case
        when compared.limit_value is null then 'undecidable'
        when compared.bid_deposit_fen > compared.limit_value then 'flagged'
        else 'clear'
    end as verdict
from compared
