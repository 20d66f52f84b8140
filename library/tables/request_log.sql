-- 公开申请环节：表中每个日期是一个环节。
with

events as (
    select
        information_request.request_id as matter_id,
        'receive' as step,
        information_request.received_on as happened_on,
        cast(null as date) as recorded_on,
        information_request.handler_id as actor_id,
        information_request.unit_id
    from src.information_request as information_request
    where information_request.received_on is not null
    union all
    select
        information_request.request_id as matter_id,
        'unclear' as step,
        information_request.received_on as happened_on,
        cast(null as date) as recorded_on,
        information_request.handler_id as actor_id,
        information_request.unit_id
    from src.information_request as information_request
    where
        information_request.received_on is not null
        and information_request.correction_notice_on is not null
    union all
    select
        information_request.request_id as matter_id,
        'notice' as step,
        information_request.correction_notice_on as happened_on,
        cast(null as date) as recorded_on,
        information_request.handler_id as actor_id,
        information_request.unit_id
    from src.information_request as information_request
    where information_request.correction_notice_on is not null
    union all
    select
        information_request.request_id as matter_id,
        'start' as step,
        case when information_request.correction_notice_on is null then information_request.received_on else information_request.corrected_on end as happened_on,
        cast(null as date) as recorded_on,
        information_request.handler_id as actor_id,
        information_request.unit_id
    from src.information_request as information_request
    where case when information_request.correction_notice_on is null then information_request.received_on else information_request.corrected_on end is not null
    union all
    select
        information_request.request_id as matter_id,
        'answer' as step,
        information_request.answered_on as happened_on,
        cast(null as date) as recorded_on,
        information_request.handler_id as actor_id,
        information_request.unit_id
    from src.information_request as information_request
    where
        information_request.answered_on is not null
        and (information_request.answer is null or information_request.answer <> 'withdrawn')
    union all
    select
        information_request.request_id as matter_id,
        'withdraw' as step,
        information_request.answered_on as happened_on,
        cast(null as date) as recorded_on,
        information_request.handler_id as actor_id,
        information_request.unit_id
    from src.information_request as information_request
    where
        information_request.answered_on is not null
        and information_request.answer = 'withdrawn'
)

select
    events.matter_id,
    row_number() over (partition by events.matter_id order by events.happened_on, events.step) as seq,
    events.step,
    events.happened_on,
    events.recorded_on,
    events.actor_id,
    events.unit_id
from events
