-- 二〇二四年后普通程序的重大案件：决定之前是否听证，人数是否足够。
select
    given.case_no as record_id,
    given.decided_on as trigger_day,
    given.unit_id,
    given.handler_id,
    given.hearing_on,
    given.hearing_hosts,
    given.hearing_listeners,
    hosts.value as least_hosts,
    listeners.value as least_listeners,
    case
        when given.hearing_on <= given.decided_on
            and (given.hearing_hosts is null or given.hearing_listeners is null) then 'number'
    end as missing,
    case
        when given.hearing_on is null or given.hearing_on > given.decided_on then 'flagged'
        when given.hearing_hosts is null or given.hearing_listeners is null then 'undecidable'
        when given.hearing_hosts < hosts.value or given.hearing_listeners < listeners.value then 'flagged'
        else 'clear'
    end as verdict
from src.reconsideration as given
join param.reconsideration_hearing_hosts as hosts
    on given.decided_on = hosts.day
join param.reconsideration_hearing_listeners as listeners
    on given.decided_on = listeners.day
where
    given.is_major
    and given.track = 'ordinary'
    and given.decision in ('uphold', 'dismiss', 'change', 'revoke', 'illegal', 'invalid', 'perform')
