-- 每个预算项目每年一行：项目是否按期完成绩效评价？
with

examined as (
    select
        item.project_code,
        item.unit_id,
        item.fiscal_year,
        item.name,
        item.amount_fen,
        item.evaluate_due_on,
        item.evaluated_on,
        item.arranged_on
    from src.budget_project as item
),

judged as (
    select
        examined.project_code,
        examined.unit_id,
        examined.fiscal_year,
        examined.name,
        examined.amount_fen,
        examined.evaluate_due_on,
        examined.evaluated_on,
        examined.arranged_on,
        case
            when examined.evaluate_due_on is null then 'due'
        end as missing
    from examined
)

select
    judged.project_code || '|' || cast(judged.fiscal_year as varchar) as record_id,
    judged.arranged_on as trigger_day,
    judged.unit_id,
    judged.fiscal_year,
    judged.name,
    judged.amount_fen,
    judged.evaluate_due_on,
    judged.evaluated_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.evaluated_on <= judged.evaluate_due_on then 'clear'
        when judged.evaluated_on is not null then 'flagged'
        when run.as_of > judged.evaluate_due_on then 'flagged'
        when judged.evaluate_due_on is not null then 'pending'
        else 'clear'
    end as verdict
from judged
cross join engine.run as run
