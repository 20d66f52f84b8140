-- 每项措施一行：执法人数与最少人数比较。
select
    given.measure_id as record_id,
    given.started_on as trigger_day,
    given.unit_id,
    given.leader_id,
    given.case_no,
    given.officers,
    least_number.value as required,
    case
        when least_number.value is null then 'start'
        when given.officers is null then 'officers'
    end as missing,
    case
        when least_number.value is null or given.officers is null then 'undecidable'
        when given.officers < least_number.value then 'flagged'
        else 'clear'
    end as verdict
from src.enforcement_measure as given
left join param.compulsion_officers as least_number
    on given.started_on = least_number.day
where given.kind in ('seizure', 'detention', 'freeze')
