-- 每笔工程投标保证金：自采购包最后一份合同签订起，退还日期与法定最后一日比较。
with

signed as (
    select
        contract.package_id,
        max(contract.signed_on) as signed_on
    from src.contract as contract
    group by contract.package_id
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
        signed.signed_on
    from src.deposit as deposit
    join src.procurement_package as package
        on deposit.package_id = package.package_id
    left join signed
        on deposit.package_id = signed.package_id
    where
        deposit.kind = 'bid'
        and coalesce(deposit.form, 'transfer') <> 'guarantee'
        and package.category = 'works'
        and package.method in ('open_tender', 'invited_tender')
        and package.status = 'awarded'
)

select
    held.deposit_id as record_id,
    held.signed_on as trigger_day,
    held.buyer_id,
    held.package_id,
    held.payer_code,
    held.is_winner,
    held.amount_fen,
    held.returned_on,
    term.due_day,
    case
        when held.signed_on is null then 'start'
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
left join param.tendering_deposit_return as term
    on held.signed_on = term.start_day
cross join engine.run as run
