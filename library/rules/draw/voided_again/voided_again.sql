-- 每个抽取事项：作废的抽取次数，与本地提示次数比较。
with

voided as (
    select
        draw.unit_id,
        draw.matter_id,
        count(draw.draw_id) as times,
        max(cast(draw.frozen_at as date)) as last_on,
        string_agg(draw.draw_id, '、' order by draw.draw_id) as draws
    from src.draw as draw
    where
        draw.state = 'void'
        and draw.matter_id is not null
    group by
        draw.unit_id,
        draw.matter_id
)

select
    voided.unit_id || '|' || voided.matter_id as record_id,
    voided.last_on as trigger_day,
    voided.unit_id,
    voided.matter_id,
    voided.times,
    hint_times.value as question_times,
    voided.draws,
    case
        when voided.times = 1 then null
        when hint_times.value is null then 'times'
    end as missing,
    case
        when voided.times = 1 then 'clear'
        when hint_times.value is null then 'undecidable'
        when voided.times >= hint_times.value then 'flagged'
        else 'clear'
    end as verdict
from voided
left join param.draw_void_times as hint_times
    on voided.last_on = hint_times.day
