-- 每笔投标保证金和履约保证金：收取形式是否为现金。
select
    deposit.deposit_id as record_id,
    deposit.received_on as trigger_day,
    package.buyer_id,
    deposit.package_id,
    deposit.payer_code,
    deposit.kind,
    deposit.form,
    deposit.amount_fen,
    case when deposit.form is null then 'form' end as missing,
    case
        when deposit.form is null then 'undecidable'
        when deposit.form = 'cash' then 'flagged'
        else 'clear'
    end as verdict
from src.deposit as deposit
join src.procurement_package as package
    on deposit.package_id = package.package_id
where
    (
        (
            deposit.kind = 'bid'
            and package.category in ('goods', 'services')
            and package.method in ('open_tender', 'invited_tender')
        )
        or (
            deposit.kind = 'performance'
            and (
                package.category in ('goods', 'services')
                or package.method in ('negotiation', 'consultation', 'inquiry', 'single_source')
            )
            and package.method not in ('framework', 'direct_purchase')
        )
    )
    and package.status in ('open', 'awarded')
