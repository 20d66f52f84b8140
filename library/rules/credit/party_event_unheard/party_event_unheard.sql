-- 每件已经认定的扣分事件：陈述日期是否存在，且不晚于认定日期。
select
    event.event_id as record_id,
    event.decided_on as trigger_day,
    event.unit_id,
    event.party_code,
    event.event_kind,
    event.heard_on,
    case
        when event.weight is null then 'weight'
    end as missing,
    case
        when event.weight is null then 'undecidable'
        when event.heard_on is null then 'flagged'
        when event.heard_on > event.decided_on then 'flagged'
        else 'clear'
    end as verdict
from src.party_credit_event as event
where
    event.decided_on is not null
    and coalesce(event.weight < 0, true)
