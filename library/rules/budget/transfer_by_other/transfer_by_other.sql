-- 每次已下达的转移支付一行：转移支付是否由财政部门办理下达？
with

examined as (
    select
        item.transfer_id,
        item.issuer_id,
        item.recipient_id,
        item.issued_fen,
        item.issued_on,
        budget.unit_id as finance_id
    from src.transfer as item
    left join src.government_budget as budget
        on item.fiscal_year = budget.fiscal_year
    where
        item.issued_on is not null
),

judged as (
    select
        examined.transfer_id,
        examined.issuer_id,
        examined.recipient_id,
        examined.issued_fen,
        examined.issued_on,
        examined.finance_id,
        case
            when examined.finance_id is null then 'finance'
        end as missing
    from examined
)

select
    judged.transfer_id as record_id,
    judged.issued_on as trigger_day,
    judged.issuer_id,
    judged.recipient_id,
    judged.issued_fen,
    judged.finance_id,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.issuer_id <> judged.finance_id then 'flagged'
        else 'clear'
    end as verdict
from judged
