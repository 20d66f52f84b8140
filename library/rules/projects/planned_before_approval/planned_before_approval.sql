-- 每个列入年度计划的政府投资项目一行：列入年度投资计划的项目是否已批准可行性研究报告或者概算？
with

examined as (
    select
        item.project_id,
        item.unit_id,
        item.name,
        item.total_fen,
        item.feasibility_on,
        item.design_on,
        item.plan_on
    from src.project_approval as item
    where
        item.plan_on is not null
),

judged as (
    select
        examined.project_id,
        examined.unit_id,
        examined.name,
        examined.total_fen,
        examined.feasibility_on,
        examined.design_on,
        examined.plan_on,
        case
            when examined.feasibility_on is null and examined.design_on is null then 'approval'
        end as missing
    from examined
)

select
    judged.project_id as record_id,
    judged.plan_on as trigger_day,
    judged.unit_id,
    judged.name,
    judged.total_fen,
    judged.feasibility_on,
    judged.design_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when coalesce(judged.feasibility_on > judged.plan_on, true) and coalesce(judged.design_on > judged.plan_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
