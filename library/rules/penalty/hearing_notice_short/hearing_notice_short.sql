-- 每个举行过听证的办件：首次听证是否不早于首次通知后满七个工作日之日。
with

heard as (
    select
        event.matter_id,
        min(case when event.step = 'hearing' then event.happened_on end) as hearing_on,
        min(case when event.step = 'hearing_notice' then event.happened_on end) as notice_on
    from src.matter_event as event
    group by event.matter_id
)

select
    matter.matter_id as record_id,
    heard.notice_on as trigger_day,
    matter.unit_id,
    matter.handler_id,
    heard.hearing_on,
    term.earliest_day,
    case
        when heard.notice_on is null then 'hearing_notice'
        when term.earliest_day is null then 'term'
        when heard.hearing_on < heard.notice_on then 'hearing'
    end as missing,
    case
        when term.earliest_day is null or heard.hearing_on < heard.notice_on then 'undecidable'
        when heard.hearing_on < term.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from src.matter as matter
join heard
    on matter.matter_id = heard.matter_id
left join param.penalty_hearing_notice as term
    on heard.notice_on = term.start_day
where
    matter.procedure = 'penalty'
    and heard.hearing_on is not null
