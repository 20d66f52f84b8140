-- 每次信用核查：是否写明目的。
select
    receipt.check_id as record_id,
    receipt.checked_on as trigger_day,
    receipt.unit_id,
    receipt.person_id,
    receipt.credit_code,
    receipt.purpose,
    case
        when receipt.purpose is not null then null
        when receipt.checked_on is null then 'checked'
    end as missing,
    case
        when receipt.purpose is not null then 'clear'
        when receipt.checked_on is null then 'undecidable'
        else 'flagged'
    end as verdict
from src.credit_check as receipt
