-- 每笔投标保证金：未中标人自最后一份中标通知书发出起，中标人自其合同签订起，退还日期与法定最后一日比较。
with

noticed as (
    select
        award.package_id,
        max(award.notice_on) as notice_on
    from src.award as award
    group by award.package_id
),

signed as (
    select
        contract.package_id,
        contract.supplier_code,
        max(contract.signed_on) as signed_on
    from src.contract as contract
    group by
        contract.package_id,
        contract.supplier_code
),

held as (
    select
        deposit.deposit_id,
        deposit.package_id,
        deposit.payer_code,
        deposit.is_winner,
        deposit.amount_fen,
        deposit.returned_on,
        package.buyer_id,
        case
            when deposit.is_winner then signed.signed_on
            when not deposit.is_winner then noticed.notice_on
        end as start_on
    from src.deposit as deposit
    join src.procurement_package as package
        on deposit.package_id = package.package_id
    left join noticed
        on deposit.package_id = noticed.package_id
    left join signed
        on
            deposit.package_id = signed.package_id
            and deposit.payer_code = signed.supplier_code
    where
        deposit.kind = 'bid'
        and coalesce(deposit.form, 'transfer') <> 'guarantee'
        and package.category in ('goods', 'services')
        and package.method in ('open_tender', 'invited_tender')
        and package.status = 'awarded'
)

select
    held.deposit_id as record_id,
    held.start_on as trigger_day,
    held.buyer_id,
    held.package_id,
    held.payer_code,
    held.is_winner,
    held.amount_fen,
    held.returned_on,
    term.due_day,
    case
        when held.is_winner is null then 'winner'
        when held.start_on is null then 'start'
        when term.due_day is null then 'calendar'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when held.returned_on <= term.due_day then 'clear'
        when held.returned_on is not null then 'flagged'
        when run.as_of > term.due_day then 'flagged'
        else 'pending'
    end as verdict
from held
left join param.procurement_bid_deposit_return as term
    on held.start_on = term.start_day
cross join engine.run as run
