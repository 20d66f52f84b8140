-- 每个已开展需求调查的采购包一行：面向市场主体的需求调查是否一般不少于三个？
with

examined as (
    select
        item.package_id,
        item.unit_id,
        item.budget_fen,
        item.surveyed_on,
        item.subjects,
        item.started_on,
        least.value as least
    from src.procurement_need as item
    left join param.procurement_survey_subjects as least
        on item.surveyed_on = least.day
    where
        item.surveyed_on is not null
),

judged as (
    select
        examined.package_id,
        examined.unit_id,
        examined.budget_fen,
        examined.surveyed_on,
        examined.subjects,
        examined.started_on,
        examined.least,
        case
            when examined.least is null then 'day'
            when examined.subjects is null then 'subjects'
        end as missing
    from examined
)

select
    judged.package_id as record_id,
    judged.started_on as trigger_day,
    judged.unit_id,
    judged.budget_fen,
    judged.surveyed_on,
    judged.subjects,
    judged.least,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.subjects < judged.least then 'flagged'
        else 'clear'
    end as verdict
from judged
