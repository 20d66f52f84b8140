-- 每个已递补的候补：顺序在前而没有动用的候补人数。
with

ordered as (
    select
        pick.draw_id,
        pick.position,
        pick.entry_id,
        pick.replaces,
        cast(sum(case when pick.state = 'stands' and pick.replaces is null then 1 else 0 end)
            over (partition by pick.draw_id order by pick.position) as bigint) as skipped
    from src.draw_pick as pick
    where pick.role = 'standby'
)

select
    ordered.draw_id || '|' || cast(ordered.position as varchar) as record_id,
    gone.replaced_on as trigger_day,
    draw.unit_id,
    ordered.draw_id,
    ordered.position,
    ordered.entry_id,
    ordered.skipped,
    case
        when ordered.skipped > 0 and draw.unit_id is null then 'draw'
    end as missing,
    case
        when ordered.skipped = 0 then 'clear'
        when draw.unit_id is null then 'undecidable'
        else 'flagged'
    end as verdict
from ordered
left join src.draw as draw
    on ordered.draw_id = draw.draw_id
left join src.draw_pick as gone
    on
        ordered.draw_id = gone.draw_id
        and ordered.replaces = gone.position
where ordered.replaces is not null
