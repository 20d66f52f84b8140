-- 每个年度的本级政府预算一行：预备费是否在一般公共预算支出额的百分之一至百分之三之内？
with

examined as (
    select
        item.fiscal_year,
        item.unit_id,
        item.expenditure_fen,
        item.reserve_fen,
        item.approved_on,
        low.value as least,
        high.value as most
    from src.government_budget as item
    left join param.budget_reserve_low as low
        on item.approved_on = low.day
    left join param.budget_reserve_high as high
        on item.approved_on = high.day
),

judged as (
    select
        examined.fiscal_year,
        examined.unit_id,
        examined.expenditure_fen,
        examined.reserve_fen,
        examined.approved_on,
        examined.least,
        examined.most,
        case
            when examined.least is null then 'day'
            when examined.expenditure_fen is null or examined.reserve_fen is null then 'amount'
        end as missing
    from examined
)

select
    cast(judged.fiscal_year as varchar) as record_id,
    judged.approved_on as trigger_day,
    judged.unit_id,
    judged.fiscal_year,
    judged.expenditure_fen,
    judged.reserve_fen,
    judged.least,
    judged.most,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.reserve_fen < judged.expenditure_fen * judged.least then 'flagged'
        when judged.reserve_fen > judged.expenditure_fen * judged.most then 'flagged'
        else 'clear'
    end as verdict
from judged
