-- Duties in force today and the power that each of them names.
with

powers as (
    select
        power.power_id,
        max(case
            when power.valid_from <= run.as_of and (power.valid_to is null or power.valid_to >= run.as_of) then 1
            else 0
        end) as is_listed,
        max(power.valid_to) as last_power_on
    from src.power_item as power
    cross join engine.run as run
    group by power.power_id
)

select
    duty.duty_id || '|' || cast(duty.valid_from as varchar) as record_id,
    duty.valid_from as trigger_day,
    duty.unit_id,
    duty.duty_id,
    duty.name,
    duty.power_id,
    powers.last_power_on,
    case when duty.power_id is null then 'power' end as missing,
    case
        when duty.power_id is null then 'undecidable'
        when powers.is_listed = 1 then 'clear'
        else 'flagged'
    end as verdict
from src.duty_item as duty
cross join engine.run as run
left join powers
    on duty.power_id = powers.power_id
where
    duty.valid_from <= run.as_of
    and (duty.valid_to is null or duty.valid_to >= run.as_of)
