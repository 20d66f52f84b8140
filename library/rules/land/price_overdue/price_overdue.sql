-- 每宗签订了出让合同的土地一行：付清出让金的最后期限与付清日期比较。
select
    given.parcel_id as record_id,
    given.contract_on as trigger_day,
    given.unit_id,
    given.method,
    given.price_fen,
    given.paid_on,
    term.due_day,
    case
        when term.due_day is null then 'start'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.paid_on, run.as_of) > term.due_day then 'flagged'
        when given.paid_on is null then 'pending'
        else 'clear'
    end as verdict
from src.land_transfer as given
cross join engine.run as run
left join param.investment_land_payment as term
    on given.contract_on = term.start_day
where given.contract_on is not null
