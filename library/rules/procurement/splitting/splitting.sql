-- 每个采购人、年度、预算项目、品目：单次都在公开招标数额标准以下的非公开招标采购，累计金额与标准比较。
-- 已成交的按成交金额，未成交的按预算金额；经批准采用其他方式的不计。
with

awarded as (
    select
        award.package_id,
        cast(sum(award.amount_fen) as bigint) as amount_fen
    from src.award as award
    group by award.package_id
),

bought as (
    select
        package.package_id,
        package.buyer_id,
        package.fiscal_year,
        package.budget_line_id,
        package.catalogue_code,
        package.started_on,
        coalesce(awarded.amount_fen, package.budget_fen) as spent_fen,
        amount.value as threshold_fen
    from src.procurement_package as package
    left join awarded
        on package.package_id = awarded.package_id
    left join param.procurement_open_tender_amount as amount
        on package.started_on = amount.day
    where
        package.category in ('goods', 'services')
        and package.method not in ('open_tender', 'framework')
        and package.status in ('open', 'awarded')
        and coalesce(package.method_approver, 'none') = 'none'
        and coalesce(coalesce(awarded.amount_fen, package.budget_fen) < amount.value, true)
),

added as (
    select
        bought.buyer_id,
        bought.fiscal_year,
        bought.budget_line_id,
        bought.catalogue_code,
        count(bought.package_id) as purchases,
        cast(sum(bought.spent_fen) as bigint) as total_fen,
        count(bought.spent_fen) as priced,
        count(bought.started_on) as started,
        count(bought.threshold_fen) as covered,
        max(bought.threshold_fen) as threshold_fen,
        max(bought.started_on) as last_on,
        string_agg(bought.package_id, '、' order by bought.package_id) as packages
    from bought
    group by
        bought.buyer_id,
        bought.fiscal_year,
        bought.budget_line_id,
        bought.catalogue_code
),

judged as (
    select
        added.buyer_id,
        added.fiscal_year,
        added.budget_line_id,
        added.catalogue_code,
        added.purchases,
        added.total_fen,
        added.threshold_fen,
        added.last_on,
        added.packages,
        case
            when added.purchases = 1 then null
            when added.budget_line_id is null then 'key'
            when added.catalogue_code is null then 'key'
            when added.started < added.purchases then 'start'
            when added.covered < added.purchases then 'threshold'
            when added.total_fen > added.threshold_fen then null
            when added.priced < added.purchases then 'amount'
        end as missing
    from added
)

select
    judged.buyer_id || '|' || cast(judged.fiscal_year as varchar) || '|' || coalesce(judged.budget_line_id, '')
    || '|' || coalesce(judged.catalogue_code, '') as record_id,
    judged.last_on as trigger_day,
    judged.buyer_id,
    judged.fiscal_year,
    judged.budget_line_id,
    judged.catalogue_code,
    judged.purchases,
    judged.total_fen,
    judged.threshold_fen,
    judged.packages,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.total_fen > judged.threshold_fen then 'flagged'
        else 'clear'
    end as verdict
from judged
