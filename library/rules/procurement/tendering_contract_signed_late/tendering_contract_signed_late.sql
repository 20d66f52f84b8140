-- 每份中标：同一供应商最早签订的合同，与自通知书发出之日起的法定最后一日比较。
with

signed as (
    select
        award.award_id,
        min(contract.signed_on) as signed_on
    from src.award as award
    join src.contract as contract
        on
            award.package_id = contract.package_id
            and award.winner_code = contract.supplier_code
    where award.award_id = coalesce(contract.award_id, award.award_id)
    group by award.award_id
),

dated as (
    select
        award.award_id,
        award.package_id,
        award.winner_code,
        award.amount_fen,
        award.notice_on,
        package.buyer_id,
        term.due_day,
        signed.award_id as contracted,
        signed.signed_on
    from src.award as award
    join src.procurement_package as package
        on award.package_id = package.package_id
    left join signed
        on award.award_id = signed.award_id
    left join param.tendering_contract_signing as term
        on award.notice_on = term.start_day
    where
        package.category = 'works'
        and package.method in ('open_tender', 'invited_tender')
        and package.status = 'awarded'
)

select
    dated.award_id as record_id,
    dated.notice_on as trigger_day,
    dated.buyer_id,
    dated.package_id,
    dated.winner_code,
    dated.amount_fen,
    dated.signed_on,
    dated.due_day,
    case
        when dated.notice_on is null then 'notice'
        when dated.due_day is null then 'calendar'
        when dated.signed_on is null and dated.contracted is not null then 'signed'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.signed_on is null and dated.contracted is not null then 'undecidable'
        when dated.signed_on <= dated.due_day then 'clear'
        when dated.signed_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
