-- 每笔已经支付本金、没有约定利率的逾期款项一行：已付利息与本金、逾期天数、法定日利率的乘积比较。不足一分的舍去。
with

late as (
    select
        item.interest_id,
        item.unit_id,
        item.creditor_code,
        item.principal_fen,
        item.due_on,
        item.paid_on,
        coalesce(item.interest_fen, 0) as interest_fen,
        rate.value as rate,
        greatest(date_diff('day', item.due_on, item.paid_on), 0) as days_late
    from src.late_interest as item
    left join param.sme_late_interest as rate
        on item.due_on = rate.day
    where
        item.paid_on is not null
        and item.agreed_rate is null
),

owed as (
    select
        late.interest_id,
        late.unit_id,
        late.creditor_code,
        late.principal_fen,
        late.due_on,
        late.paid_on,
        late.interest_fen,
        late.rate,
        late.days_late,
        cast(floor(late.principal_fen * late.days_late * late.rate) as bigint) as owed_fen
    from late
)

select
    owed.interest_id as record_id,
    owed.due_on as trigger_day,
    owed.unit_id,
    owed.creditor_code,
    owed.principal_fen,
    owed.paid_on,
    owed.days_late,
    owed.owed_fen,
    owed.interest_fen,
    case
        when owed.rate is null then 'due'
        when owed.principal_fen is null then 'principal'
    end as missing,
    case
        when owed.owed_fen is null then 'undecidable'
        when owed.interest_fen < owed.owed_fen then 'flagged'
        else 'clear'
    end as verdict
from owed
