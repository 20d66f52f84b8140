-- 每个采购包一行：达到规定金额的采购项目是否在采购开始前开展需求调查？
with

examined as (
    select
        item.package_id,
        item.unit_id,
        item.category,
        item.budget_fen,
        item.surveyed_on,
        item.survey_of,
        item.started_on,
        case when item.category = 'works' then works.value else bought.value end as least_fen
    from src.procurement_need as item
    left join param.procurement_survey_goods_services as bought
        on item.started_on = bought.day
    left join param.procurement_survey_works as works
        on item.started_on = works.day
),

judged as (
    select
        examined.package_id,
        examined.unit_id,
        examined.category,
        examined.budget_fen,
        examined.surveyed_on,
        examined.survey_of,
        examined.started_on,
        examined.least_fen,
        case
            when examined.least_fen is null then 'day'
            when examined.budget_fen is null then 'budget'
        end as missing
    from examined
)

select
    judged.package_id as record_id,
    judged.started_on as trigger_day,
    judged.unit_id,
    judged.category,
    judged.budget_fen,
    judged.surveyed_on,
    judged.survey_of,
    judged.least_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.budget_fen < judged.least_fen then 'clear'
        when judged.survey_of is not null then 'clear'
        when coalesce(judged.surveyed_on > judged.started_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
