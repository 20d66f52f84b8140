-- 普通程序案件中不同执法人员的人数与最少人数比较。
with

investigated as (
    select
        penalty.case_no,
        penalty.filed_on,
        penalty.unit_id,
        penalty.is_summary,
        penalty.investigator_id,
        penalty.second_investigator_id,
        case
            when penalty.second_investigator_id <> penalty.investigator_id then 1 + 1
            else 1
        end as officers,
        count(penalty.second_investigator_id) over (partition by penalty.unit_id) as seconds_reported
    from src.penalty as penalty
),

judged as (
    select
        investigated.case_no,
        least_number.value as required,
        case
            when investigated.filed_on is null then 'filed'
            when investigated.is_summary is null then 'summary'
            when investigated.investigator_id is null or investigated.seconds_reported = 0 then 'officers'
        end as missing
    from investigated
    left join param.penalty_officers as least_number
        on investigated.filed_on = least_number.day
    where least_number.value is not null or investigated.filed_on is null
)

select
    investigated.case_no as record_id,
    investigated.filed_on as trigger_day,
    investigated.unit_id,
    investigated.investigator_id,
    investigated.second_investigator_id,
    investigated.officers,
    judged.required,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when investigated.officers < judged.required then 'flagged'
        else 'clear'
    end as verdict
from investigated
join judged
    on investigated.case_no = judged.case_no
where not coalesce(investigated.is_summary, false)
