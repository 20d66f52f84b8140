-- 每项专题研究计划（每半年一项）：期限内召开的次数，与法定最少次数比较。
with

counted as (
    select
        plan.plan_id,
        plan.unit_id,
        plan.starts_on,
        plan.due_on,
        count(study.study_id) as times
    from src.post_duty as plan
    left join src.study_record as study
        on
            plan.unit_id = study.unit_id
            and study.kind = 'governance'
            and study.held_on >= plan.starts_on
            and study.held_on <= plan.due_on
    where plan.kind = 'study'
    group by
        plan.plan_id,
        plan.unit_id,
        plan.starts_on,
        plan.due_on
)

select
    counted.plan_id as record_id,
    counted.due_on as trigger_day,
    counted.unit_id,
    counted.starts_on,
    counted.times,
    least_times.value as least_times,
    case
        when counted.starts_on is null or counted.due_on is null then 'half'
        when least_times.value is null then 'basis'
    end as missing,
    case
        when counted.starts_on is null or counted.due_on is null then 'undecidable'
        when least_times.value is null then 'undecidable'
        when counted.times >= least_times.value then 'clear'
        when run.as_of > counted.due_on then 'flagged'
        else 'pending'
    end as verdict
from counted
cross join engine.run as run
left join param.responsibility_half_year_study as least_times
    on counted.due_on = least_times.day
