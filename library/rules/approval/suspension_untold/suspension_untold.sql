-- 法定扣除的各段时间有无告知；结束之后才告知的，视同没有告知。
with

excluded as (
    select
        suspension.suspension_id,
        suspension.matter_id,
        suspension.kind,
        suspension.started_on,
        suspension.ended_on,
        suspension.told_on,
        matter.unit_id,
        count(suspension.told_on) over (partition by matter.unit_id) as told_reported
    from src.suspension as suspension
    join src.matter as matter
        on suspension.matter_id = matter.matter_id
    where
        matter.procedure in ('licence', 'joint')
        and suspension.kind in (
            'hearing', 'tender', 'auction', 'inspection', 'testing', 'quarantine', 'appraisal', 'expert_review'
        )
)

select
    excluded.suspension_id as record_id,
    excluded.started_on as trigger_day,
    excluded.unit_id,
    excluded.matter_id,
    excluded.kind,
    excluded.ended_on,
    excluded.told_on,
    excluded.told_reported,
    case when excluded.told_reported = 0 then 'told' end as missing,
    case
        when excluded.told_reported = 0 then 'undecidable'
        when excluded.told_on is null or excluded.told_on > excluded.ended_on then 'flagged'
        else 'clear'
    end as verdict
from excluded
