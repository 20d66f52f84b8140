-- 每项到期的计划责任：期限届满前是否有履责记录。
with

counted as (
    select
        plan.plan_id,
        plan.unit_id,
        plan.post,
        plan.kind,
        plan.business,
        plan.integrity,
        plan.due_on,
        count(done.record_id) as records
    from src.post_duty as plan
    left join src.duty_record as done
        on
            plan.plan_id = done.plan_id
            and done.happened_on <= plan.due_on
    where plan.kind <> 'study'
    group by
        plan.plan_id,
        plan.unit_id,
        plan.post,
        plan.kind,
        plan.business,
        plan.integrity,
        plan.due_on
)

select
    counted.plan_id as record_id,
    counted.due_on as trigger_day,
    counted.unit_id,
    counted.post,
    counted.kind,
    counted.business,
    counted.integrity,
    counted.records,
    case
        when counted.due_on is null then 'due'
    end as missing,
    case
        when counted.due_on is null then 'undecidable'
        when counted.records > 0 then 'clear'
        when run.as_of > counted.due_on then 'flagged'
        else 'pending'
    end as verdict
from counted
cross join engine.run as run
