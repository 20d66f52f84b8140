-- 每项已到期且有业务记录的计划责任：是否也有廉政记录（同检查）。
with

counted as (
    select
        plan.plan_id,
        plan.unit_id,
        plan.post,
        plan.business,
        plan.integrity,
        plan.due_on,
        count(done.record_id) filter (where done.side in ('business', 'both')) as business_records,
        count(done.record_id) filter (where done.side in ('integrity', 'both')) as integrity_records
    from src.post_duty as plan
    join src.duty_record as done
        on plan.plan_id = done.plan_id
    group by
        plan.plan_id,
        plan.unit_id,
        plan.post,
        plan.business,
        plan.integrity,
        plan.due_on
)

select
    counted.plan_id as record_id,
    counted.due_on as trigger_day,
    counted.unit_id,
    counted.post,
    counted.business,
    counted.integrity,
    counted.business_records,
    counted.integrity_records,
    case
        when counted.integrity_records = 0 and counted.due_on is null then 'due'
    end as missing,
    case
        when counted.integrity_records > 0 then 'clear'
        when counted.due_on is null then 'undecidable'
        when run.as_of > counted.due_on then 'flagged'
        else 'pending'
    end as verdict
from counted
cross join engine.run as run
where counted.business_records > 0
