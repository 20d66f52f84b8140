-- 每宗招拍挂出让的土地一行：开始日期与自公告起满法定日数的第一日比较。
select
    given.parcel_id as record_id,
    given.notice_on as trigger_day,
    given.unit_id,
    given.method,
    given.price_fen,
    given.started_on,
    term.earliest_day,
    case
        when term.earliest_day is null then 'notice'
        when given.started_on is null then 'start'
    end as missing,
    case
        when term.earliest_day is null or given.started_on is null then 'undecidable'
        when given.started_on < term.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from src.land_transfer as given
left join param.investment_land_notice as term
    on given.notice_on = term.start_day
where given.method in ('tender', 'auction', 'listing')
