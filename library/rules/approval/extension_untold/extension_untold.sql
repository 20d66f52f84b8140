-- 批准的延长有无告知申请人；单位从未报送告知日期的，无法判定。
with

approved as (
    select
        extension.extension_id,
        extension.matter_id,
        extension.approved_on,
        extension.told_on,
        extension.reason,
        matter.unit_id,
        count(extension.told_on) over (partition by matter.unit_id) as told_reported
    from src.extension as extension
    join src.matter as matter
        on extension.matter_id = matter.matter_id
    where
        matter.procedure in ('licence', 'joint')
        and extension.approved_on is not null
)

select
    approved.extension_id as record_id,
    approved.approved_on as trigger_day,
    approved.unit_id,
    approved.matter_id,
    approved.told_on,
    approved.reason,
    approved.told_reported,
    case when approved.told_reported = 0 then 'told' end as missing,
    case
        when approved.told_reported = 0 then 'undecidable'
        when approved.told_on is null then 'flagged'
        else 'clear'
    end as verdict
from approved
