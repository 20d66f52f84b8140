-- 每个新增重大预算项目一行：新增重大政策和项目是否在安排预算之前开展事前绩效评估？
with

examined as (
    select
        item.project_code,
        item.unit_id,
        item.fiscal_year,
        item.name,
        item.amount_fen,
        item.assessed_on,
        item.arranged_on,
        item.is_new_major as is_new
    from src.budget_project as item
    where
        coalesce(item.is_new_major, true)
),

judged as (
    select
        examined.project_code,
        examined.unit_id,
        examined.fiscal_year,
        examined.name,
        examined.amount_fen,
        examined.assessed_on,
        examined.arranged_on,
        examined.is_new,
        case
            when examined.is_new is null then 'kind'
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
    judged.assessed_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when coalesce(judged.assessed_on > judged.arranged_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
