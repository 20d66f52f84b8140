-- 每份中标：登记在其名下的合同金额合计与中标金额比较。补充合同另行检查。
with

signed as (
    select
        award.award_id,
        award.winner_code,
        award.notice_on,
        award.amount_fen as award_fen,
        package.buyer_id,
        cast(sum(contract.amount_fen) as bigint) as contract_fen,
        count(contract.contract_id) as contracts,
        count(contract.amount_fen) as priced
    from src.award as award
    join src.procurement_package as package
        on award.package_id = package.package_id
    join src.contract as contract
        on award.award_id = contract.award_id
    where
        package.method not in ('framework', 'direct_purchase')
        and coalesce(contract.contract_kind, 'original') = 'original'
    group by
        award.award_id,
        award.winner_code,
        award.notice_on,
        award.amount_fen,
        package.buyer_id
)

select
    signed.award_id as record_id,
    signed.notice_on as trigger_day,
    signed.buyer_id,
    signed.winner_code,
    signed.award_fen,
    signed.contract_fen,
    signed.contracts,
    greatest(signed.contract_fen - signed.award_fen, 0) as excess_fen,
    case
        when signed.award_fen is null then 'award'
        when signed.contract_fen > signed.award_fen then null
        when signed.priced < signed.contracts then 'contract'
    end as missing,
    case
        when signed.award_fen is null then 'undecidable'
        when signed.contract_fen > signed.award_fen then 'flagged'
        when signed.priced < signed.contracts then 'undecidable'
        else 'clear'
    end as verdict
from signed
