-- Duties to be performed of one's own accord: acts recorded within the period against the least number.
with

units_with_records as (
    select act.unit_id
    from src.duty_act as act
    group by act.unit_id
),

counted as (
    select
        plan.duty_id,
        plan.period_to,
        count(act.act_id) as acts,
        max(act.acted_on) as last_act_on
    from src.duty_plan as plan
    join src.duty_act as act
        on
            plan.duty_id = act.duty_id
            and plan.period_from <= act.acted_on
            and plan.period_to >= act.acted_on
    group by plan.duty_id, plan.period_to
)

select
    plan.unit_id || '|' || plan.duty_id || '|' || cast(plan.period_to as varchar) as record_id,
    plan.period_to as trigger_day,
    plan.unit_id,
    plan.duty_id,
    plan.period_from,
    coalesce(plan.least, 1) as least,
    coalesce(counted.acts, 0) as acts,
    counted.last_act_on,
    case
        when counted.acts is null and units_with_records.unit_id is null then 'records'
    end as missing,
    case
        when counted.acts >= coalesce(plan.least, 1) then 'clear'
        when counted.acts is null and units_with_records.unit_id is null then 'undecidable'
        when plan.period_to >= run.as_of then 'pending'
        else 'flagged'
    end as verdict
from src.duty_plan as plan
cross join engine.run as run
left join counted
    on
        plan.duty_id = counted.duty_id
        and plan.period_to = counted.period_to
left join units_with_records
    on plan.unit_id = units_with_records.unit_id
