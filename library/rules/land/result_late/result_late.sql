-- 每宗已成交的招拍挂土地一行：公布结果的最后期限与公布日期比较。
select
    given.parcel_id as record_id,
    given.won_on as trigger_day,
    given.unit_id,
    given.method,
    given.price_fen,
    given.result_published_on,
    term.due_day,
    case
        when term.due_day is null then 'start'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.result_published_on, run.as_of) > term.due_day then 'flagged'
        when given.result_published_on is null then 'pending'
        else 'clear'
    end as verdict
from src.land_transfer as given
cross join engine.run as run
left join param.investment_land_result as term
    on given.won_on = term.start_day
where 
    given.method in ('tender', 'auction', 'listing')
    and given.won_on is not null
