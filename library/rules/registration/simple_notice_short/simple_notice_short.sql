-- 每次准予的企业简易注销：申请是否不早于公示期满之日（按公示当日的规定）。
select
    given.notice_id as record_id,
    given.notice_on as trigger_day,
    given.unit_id,
    given.handler_id,
    given.credit_code,
    given.applied_on,
    term.earliest_day,
    case
        when given.notice_on is null or given.applied_on is null then 'notice'
        when term.earliest_day is null then 'term'
    end as missing,
    case
        when given.applied_on is null or term.earliest_day is null then 'undecidable'
        when given.applied_on < term.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from src.simple_deregistration as given
left join param.registration_simple_notice as term
    on given.notice_on = term.start_day
where
    given.kind = 'company'
    and given.decision = 'granted'
