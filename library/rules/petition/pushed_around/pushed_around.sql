-- 每件信访经过的不同单位数与提示个数比较。
with

moved as (
    select
        given.petition_id,
        max(given.arrived_on) as last_on,
        count(distinct given.unit_id) as units,
        count(given.objected_on) as objections,
        string_agg(given.unit_id, '、' order by given.seq) as course
    from src.petition_move as given
    group by given.petition_id
),

placed as (
    select
        given.petition_id,
        given.unit_id,
        row_number() over (partition by given.petition_id order by given.seq desc) as place
    from src.petition_move as given
)

select
    moved.petition_id as record_id,
    moved.last_on as trigger_day,
    placed.unit_id,
    moved.units,
    moved.objections,
    ceiling.value as allowed,
    moved.course,
    case when ceiling.value is null then 'limit' end as missing,
    case
        when ceiling.value is null then 'undecidable'
        when moved.units > ceiling.value then 'flagged'
        else 'clear'
    end as verdict
from moved
join placed
    on moved.petition_id = placed.petition_id
    and placed.place = 1
left join param.petitions_moves as ceiling
    on moved.last_on = ceiling.day
