-- 每个预算项目每年一行：安排预算的项目是否事先进入项目库？
with

examined as (
    select
        item.project_code,
        item.unit_id,
        item.fiscal_year,
        item.name,
        item.amount_fen,
        item.library_on,
        item.arranged_on,
        run.as_of as as_of
    from src.budget_project as item
    cross join engine.run as run
),

judged as (
    select
        examined.project_code,
        examined.unit_id,
        examined.fiscal_year,
        examined.name,
        examined.amount_fen,
        examined.library_on,
        examined.arranged_on,
        examined.as_of,
        case
            when examined.arranged_on > examined.as_of then 'future'
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
    judged.library_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when coalesce(judged.library_on > judged.arranged_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
