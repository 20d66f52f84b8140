-- 每个已成交的采购包：中标金额合计与采购预算比较。
with

awarded as (
    select
        award.package_id,
        cast(sum(award.amount_fen) as bigint) as award_fen,
        count(award.award_id) as awards,
        count(award.amount_fen) as priced,
        max(award.notice_on) as notice_on
    from src.award as award
    group by award.package_id
)

select
    package.package_id as record_id,
    awarded.notice_on as trigger_day,
    package.buyer_id,
    package.method,
    package.budget_fen,
    awarded.award_fen,
    greatest(awarded.award_fen - package.budget_fen, 0) as excess_fen,
    case
        when package.budget_fen is null then 'budget'
        when awarded.award_fen > package.budget_fen then null
        when awarded.priced < awarded.awards then 'amount'
    end as missing,
    case
        when package.budget_fen is null then 'undecidable'
        when awarded.award_fen > package.budget_fen then 'flagged'
        when awarded.priced < awarded.awards then 'undecidable'
        else 'clear'
    end as verdict
from src.procurement_package as package
join awarded
    on package.package_id = awarded.package_id
where
    package.method <> 'framework'
    and package.status = 'awarded'
