-- 每件收取费用的申请：是否属于数量、频次明显超过合理范围。
select
    given.request_id as record_id,
    given.received_on as trigger_day,
    given.unit_id,
    given.handler_id,
    given.fee_fen,
    given.is_excessive,
    case when given.is_excessive is null then 'excessive' end as missing,
    case
        when given.is_excessive is null then 'undecidable'
        when given.is_excessive then 'clear'
        else 'flagged'
    end as verdict
from src.information_request as given
where given.fee_fen > 0
