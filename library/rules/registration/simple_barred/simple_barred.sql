-- 每次准予的简易注销：核查结果是否没有不适用情形。
select
    given.notice_id as record_id,
    given.decided_on as trigger_day,
    given.unit_id,
    given.handler_id,
    given.credit_code,
    given.bar,
    given.decided_on,
    case when given.bar is null then 'bar' end as missing,
    case
        when given.bar is null then 'undecidable'
        when given.bar = 'none' then 'clear'
        else 'flagged'
    end as verdict
from src.simple_deregistration as given
where given.decision = 'granted'
