-- 每个已经开设的银行账户一行：批准日期是否不晚于开户日期。
select
    item.account_id as record_id,
    item.opened_on as trigger_day,
    item.unit_id,
    item.kind,
    item.bank,
    item.approved_on,
    item.closed_on,
    case
        when item.approved_on is not null then null
        when item.kind is null then 'kind'
    end as missing,
    case
        when item.approved_on <= item.opened_on then 'clear'
        when item.approved_on is not null then 'flagged'
        when item.kind is null then 'undecidable'
        else 'flagged'
    end as verdict
from src.bank_account as item
where item.opened_on is not null
