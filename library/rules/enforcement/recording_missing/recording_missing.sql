-- 每项查封、扣押：编号与措施或者案件对应的音像记录份数。
with

reported as (
    select
        record.unit_id,
        count(record.record_no) as records
    from src.enforcement_record as record
    group by record.unit_id
),

filmed as (
    select
        given.measure_id,
        given.started_on,
        given.unit_id,
        given.leader_id,
        given.case_no,
        count(record.record_no) as records
    from src.enforcement_measure as given
    left join src.enforcement_record as record
        on record.subject_id in (given.measure_id, given.case_no)
        and record.medium = 'audio_video'
    where given.kind in ('seizure', 'detention')
    group by given.measure_id, given.started_on, given.unit_id, given.leader_id, given.case_no
)

select
    filmed.measure_id as record_id,
    filmed.started_on as trigger_day,
    filmed.unit_id,
    filmed.leader_id,
    filmed.case_no,
    filmed.records,
    reported.records as unit_records,
    case when reported.records is null then 'records' end as missing,
    case
        when reported.records is null then 'undecidable'
        when filmed.records > 0 then 'clear'
        else 'flagged'
    end as verdict
from filmed
left join reported
    on filmed.unit_id = reported.unit_id
