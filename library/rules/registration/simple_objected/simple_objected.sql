-- 每次有异议而准予的简易注销：异议是否在核准之前消除。
select
    given.notice_id as record_id,
    given.objected_on as trigger_day,
    given.unit_id,
    given.handler_id,
    given.credit_code,
    given.objected_on,
    given.objection_cleared_on,
    given.decided_on,
    case when given.decided_on is null then 'decided' end as missing,
    case
        when given.decided_on is null then 'undecidable'
        when given.objection_cleared_on <= given.decided_on or given.objected_on > given.decided_on then 'clear'
        else 'flagged'
    end as verdict
from src.simple_deregistration as given
where
    given.decision = 'granted'
    and given.objected_on is not null
