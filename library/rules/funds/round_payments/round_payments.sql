-- 每个单位每个年度向每个收款人：没有合同的支付中，金额为整数单位的有几笔。
with

examined as (
    select
        item.unit_id,
        item.fiscal_year,
        item.payee_code,
        max(item.paid_on) as last_on,
        count(item.payment_id) filter (where cast(floor(item.amount_fen / unit.value) as bigint) * unit.value = item.amount_fen) as round_ones,
        cast(sum(item.amount_fen) as bigint) as total_fen,
        max(times.value) as least
    from src.payment as item
    join param.budget_round_unit as unit
        on item.paid_on = unit.day
    join param.budget_round_times as times
        on item.paid_on = times.day
    where
        item.amount_fen > 0
        and item.contract_id is null
    group by
        item.unit_id,
        item.fiscal_year,
        item.payee_code
),

judged as (
    select
        examined.unit_id,
        examined.fiscal_year,
        examined.payee_code,
        examined.last_on,
        examined.round_ones,
        examined.total_fen,
        examined.least,
        case
            when examined.payee_code is null then 'payee'
        end as missing
    from examined
)

select
    judged.unit_id || '|' || cast(judged.fiscal_year as varchar) || '|' || coalesce(judged.payee_code, '') as record_id,
    judged.last_on as trigger_day,
    judged.unit_id,
    judged.fiscal_year,
    judged.payee_code,
    judged.round_ones,
    judged.total_fen,
    judged.least,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.round_ones >= judged.least then 'flagged'
        else 'clear'
    end as verdict
from judged
