-- 每个评价等级为差的预算项目一行：评价等级为差的项目，下一年度预算是否压减、取消或者调整？
with

examined as (
    select
        item.project_code,
        item.unit_id,
        item.fiscal_year,
        item.name,
        item.amount_fen,
        item.grade,
        item.next_amount_fen,
        item.result_use,
        item.evaluated_on
    from src.budget_project as item
    where
        item.grade = 'poor'
),

judged as (
    select
        examined.project_code,
        examined.unit_id,
        examined.fiscal_year,
        examined.name,
        examined.amount_fen,
        examined.grade,
        examined.next_amount_fen,
        examined.result_use,
        examined.evaluated_on,
        case
            when examined.next_amount_fen is null or examined.amount_fen is null then 'next'
        end as missing
    from examined
)

select
    judged.project_code || '|' || cast(judged.fiscal_year as varchar) as record_id,
    judged.evaluated_on as trigger_day,
    judged.unit_id,
    judged.fiscal_year,
    judged.name,
    judged.amount_fen,
    judged.grade,
    judged.next_amount_fen,
    judged.result_use,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.result_use in ('cut', 'cancelled', 'adjusted') then 'clear'
        when judged.next_amount_fen >= judged.amount_fen then 'flagged'
        else 'clear'
    end as verdict
from judged
