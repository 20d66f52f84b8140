-- Powers in force today and the duty items in force that name them.
with

duties as (
    select
        duty.power_id,
        max(case
            when duty.valid_from <= run.as_of and (duty.valid_to is null or duty.valid_to >= run.as_of) then 1
            else 0
        end) as is_answered,
        max(duty.valid_to) as last_duty_on
    from src.duty_item as duty
    cross join engine.run as run
    group by duty.power_id
),

units_with_duties as (
    select
        duty.unit_id,
        count(distinct duty.duty_id) as unit_duties
    from src.duty_item as duty
    group by duty.unit_id
)

select
    power.unit_id || '|' || power.power_id || '|' || cast(power.valid_from as varchar) as record_id,
    power.valid_from as trigger_day,
    power.unit_id,
    power.power_id,
    power.name,
    duties.last_duty_on,
    units_with_duties.unit_duties,
    case when duties.power_id is null and units_with_duties.unit_duties is null then 'duties' end as missing,
    case
        when duties.is_answered = 1 then 'clear'
        when duties.power_id is null and units_with_duties.unit_duties is null then 'undecidable'
        else 'flagged'
    end as verdict
from src.power_item as power
cross join engine.run as run
left join duties
    on power.power_id = duties.power_id
left join units_with_duties
    on power.unit_id = units_with_duties.unit_id
where
    power.valid_from <= run.as_of
    and (power.valid_to is null or power.valid_to >= run.as_of)
