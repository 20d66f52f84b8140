-- 每个登记为随机抽取的专家：是否在该次抽取的有效结果之中。
with

named as (
    select
        used.use_id,
        used.draw_id,
        used.entry_id,
        used.entry_name,
        used.unit_id,
        used.used_on,
        draw.drawn_at,
        count(pick.entry_id) as picks
    from src.draw_use as used
    left join src.draw as draw
        on
            used.draw_id = draw.draw_id
            and draw.state = 'done'
    left join src.draw_pick as pick
        on
            draw.draw_id = pick.draw_id
            and used.entry_id = pick.entry_id
            and pick.state = 'stands'
            and (pick.role = 'drawn' or pick.replaces is not null)
    where
        used.purpose = 'experts'
        and used.cause = 'random'
    group by
        used.use_id,
        used.draw_id,
        used.entry_id,
        used.entry_name,
        used.unit_id,
        used.used_on,
        draw.drawn_at
)

select
    named.use_id as record_id,
    named.used_on as trigger_day,
    named.unit_id,
    named.draw_id,
    named.entry_id,
    named.entry_name,
    named.picks,
    case
        when named.drawn_at is null then 'draw'
    end as missing,
    case
        when named.drawn_at is null then 'undecidable'
        when named.picks = 0 then 'flagged'
        else 'clear'
    end as verdict
from named
