-- 每个已开工的政府投资项目一行：项目是否在初步设计及概算批准之后开工？
with

examined as (
    select
        item.project_id,
        item.unit_id,
        item.name,
        item.total_fen,
        item.design_on,
        item.plan_on,
        item.started_on,
        run.as_of as as_of
    from src.project_approval as item
    cross join engine.run as run
    where
        item.started_on is not null
),

judged as (
    select
        examined.project_id,
        examined.unit_id,
        examined.name,
        examined.total_fen,
        examined.design_on,
        examined.plan_on,
        examined.started_on,
        examined.as_of,
        case
            when examined.started_on > examined.as_of then 'future'
        end as missing
    from examined
)

select
    judged.project_id as record_id,
    judged.started_on as trigger_day,
    judged.unit_id,
    judged.name,
    judged.total_fen,
    judged.design_on,
    judged.plan_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when coalesce(judged.design_on > judged.started_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
