-- 每个以原项目添购为由的单一来源成交结果一行：同一原合同到该次为止的添购合计与原合同金额的法定比例比较。
with

added as (
    select
        award.award_id,
        award.package_id,
        award.winner_code,
        award.notice_on,
        package.buyer_id,
        package.addition_of,
        original.contract_id,
        original.amount_fen as original_fen,
        case when award.amount_fen is null then 1 else 0 end as unpriced,
        coalesce(award.amount_fen, 0) as award_fen
    from src.award as award
    join src.procurement_package as package
        on award.package_id = package.package_id
    left join src.contract as original
        on package.addition_of = original.contract_id
    where
        package.method = 'single_source'
        and package.single_source_ground = 'addition'
),

summed as (
    select
        added.award_id,
        added.package_id,
        added.winner_code,
        added.notice_on,
        added.buyer_id,
        added.contract_id,
        added.original_fen,
        cast(
            sum(added.award_fen) over (
                partition by added.addition_of
                order by added.notice_on, added.award_id
            ) as bigint
        ) as added_fen,
        cast(
            sum(added.unpriced) over (
                partition by added.addition_of
                order by added.notice_on, added.award_id
            ) as bigint
        ) as unpriced
    from added
),

compared as (
    select
        summed.award_id,
        summed.package_id,
        summed.winner_code,
        summed.notice_on,
        summed.buyer_id,
        summed.contract_id,
        summed.original_fen,
        summed.added_fen,
        summed.unpriced,
        ratio.value as ratio,
        summed.original_fen * ratio.value as limit_value
    from summed
    left join param.procurement_single_source_addition as ratio
        on summed.notice_on = ratio.day
)

select
    compared.award_id as record_id,
    compared.notice_on as trigger_day,
    compared.buyer_id,
    compared.package_id,
    compared.winner_code,
    compared.contract_id,
    compared.original_fen,
    compared.added_fen,
    cast(floor(compared.limit_value) as bigint) as limit_fen,
    case
        when compared.original_fen is null then 'original'
        when compared.ratio is null then 'day'
        when compared.added_fen > compared.limit_value then null
        when compared.unpriced > 0 then 'amount'
    end as missing,
    case
        when compared.limit_value is null then 'undecidable'
        when compared.added_fen > compared.limit_value then 'flagged'
        when compared.unpriced > 0 then 'undecidable'
        else 'clear'
    end as verdict
from compared
