-- 每个中介机构每年：随机抽取中选的次数，与本地提示次数比较。
with

chosen as (
    select
        draw.unit_id,
        draw.draw_id,
        pick.entry_id,
        max(pick.entry_name) as entry_name,
        max(cast(draw.drawn_at as date)) as drawn_on
    from src.draw as draw
    cross join engine.run as run
    join src.draw_pick as pick
        on draw.draw_id = pick.draw_id
    where
        draw.purpose = 'intermediaries'
        and draw.state = 'done'
        and pick.state = 'stands'
        and pick.role = 'drawn'
        and cast(draw.drawn_at as date) >= run.period_start
        and cast(draw.drawn_at as date) <= run.period_end
    group by
        draw.unit_id,
        draw.draw_id,
        pick.entry_id
),

counted as (
    select
        chosen.unit_id,
        chosen.entry_id,
        max(chosen.entry_name) as entry_name,
        count(chosen.draw_id) as times,
        max(chosen.drawn_on) as last_on,
        string_agg(chosen.draw_id, '、' order by chosen.draw_id) as draws
    from chosen
    group by
        chosen.unit_id,
        chosen.entry_id
)

select
    counted.unit_id || '|' || counted.entry_id as record_id,
    counted.last_on as trigger_day,
    counted.unit_id,
    counted.entry_id,
    counted.entry_name,
    counted.times,
    hint_times.value as question_times,
    counted.draws,
    case
        when counted.times = 1 then null
        when hint_times.value is null then 'times'
    end as missing,
    case
        when counted.times = 1 then 'clear'
        when hint_times.value is null then 'undecidable'
        when counted.times >= hint_times.value then 'flagged'
        else 'clear'
    end as verdict
from counted
left join param.draw_intermediary_times as hint_times
    on counted.last_on = hint_times.day
