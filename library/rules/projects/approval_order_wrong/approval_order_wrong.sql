-- 每个已批初步设计的政府投资项目一行：项目建议书、可行性研究报告、初步设计是否依次审批？
with

examined as (
    select
        item.project_id,
        item.unit_id,
        item.name,
        item.total_fen,
        item.proposal_on,
        item.feasibility_on,
        item.design_on,
        item.steps_merged as merged
    from src.project_approval as item
    where
        item.design_on is not null
),

judged as (
    select
        examined.project_id,
        examined.unit_id,
        examined.name,
        examined.total_fen,
        examined.proposal_on,
        examined.feasibility_on,
        examined.design_on,
        examined.merged,
        case
            when examined.merged is null and (examined.proposal_on is null or examined.feasibility_on is null) then 'merged'
        end as missing
    from examined
)

select
    judged.project_id as record_id,
    judged.design_on as trigger_day,
    judged.unit_id,
    judged.name,
    judged.total_fen,
    judged.proposal_on,
    judged.feasibility_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.merged then 'clear'
        when judged.proposal_on is null or judged.feasibility_on is null then 'flagged'
        when judged.proposal_on > judged.feasibility_on then 'flagged'
        when judged.feasibility_on > judged.design_on then 'flagged'
        else 'clear'
    end as verdict
from judged
