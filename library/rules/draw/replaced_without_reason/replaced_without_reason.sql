-- 每个已替换的抽取结果：是否写明理由。
select
    pick.draw_id || '|' || cast(pick.position as varchar) as record_id,
    coalesce(pick.replaced_on, cast(draw.drawn_at as date)) as trigger_day,
    draw.unit_id,
    pick.draw_id,
    pick.entry_id,
    pick.entry_name,
    pick.reason,
    case
        when draw.unit_id is null then 'draw'
    end as missing,
    case
        when pick.reason is not null then 'clear'
        when draw.unit_id is null then 'undecidable'
        else 'flagged'
    end as verdict
from src.draw_pick as pick
left join src.draw as draw
    on pick.draw_id = draw.draw_id
where pick.state = 'replaced'
