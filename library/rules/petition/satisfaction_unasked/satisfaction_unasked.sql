-- 每件办结的非匿名事项：有没有邀请评价或者评价结果。
with

closed as (
    select
        given.petition_id,
        given.closed_on,
        given.unit_id,
        given.asked_on,
        given.satisfaction,
        count(coalesce(cast(given.asked_on as varchar), given.satisfaction)) over (partition by given.unit_id) as asked
    from src.petition as given
    where
        given.kind in ('request', 'suggestion')
        and given.closed_on is not null
        and not coalesce(given.is_anonymous, false)
)

select
    closed.petition_id as record_id,
    closed.closed_on as trigger_day,
    closed.unit_id,
    closed.asked_on,
    closed.satisfaction,
    closed.asked,
    case when closed.asked = 0 then 'asked' end as missing,
    case
        when closed.asked = 0 then 'undecidable'
        when closed.asked_on is null and closed.satisfaction is null then 'flagged'
        else 'clear'
    end as verdict
from closed
