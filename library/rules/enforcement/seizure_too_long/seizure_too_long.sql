-- 每项查封、扣押：实施之日起的期限，加检测日数，加批准的延长，与解除之日比较。
with

measured as (
    select
        given.measure_id,
        given.started_on,
        given.unit_id,
        given.leader_id,
        given.case_no,
        given.ended_on,
        given.extended_on,
        given.test_from,
        given.test_to,
        case
            when given.test_from is null then 0
            else date_diff('day', given.test_from, given.test_to)
        end as test_days,
        base.raw_day,
        first_day.day_no
    from src.enforcement_measure as given
    left join param.compulsion_seizure as base
        on given.started_on = base.start_day
    left join engine.calendar as first_day
        on base.raw_day = first_day.day
    where given.kind in ('seizure', 'detention')
),

dated as (
    select
        measured.measure_id,
        measured.started_on,
        measured.unit_id,
        measured.leader_id,
        measured.case_no,
        measured.ended_on,
        measured.extended_on,
        measured.test_from,
        measured.test_to,
        measured.test_days,
        measured.raw_day,
        coalesce(extended.due_day, last_day.next_working_day) as due_day
    from measured
    left join engine.calendar as last_day
        on measured.day_no + measured.test_days = last_day.day_no
    left join param.compulsion_seizure_extension as extended
        on last_day.day = extended.start_day
        and measured.extended_on <= last_day.day
)

select
    dated.measure_id as record_id,
    dated.started_on as trigger_day,
    dated.unit_id,
    dated.leader_id,
    dated.case_no,
    dated.ended_on,
    dated.extended_on,
    dated.test_days,
    dated.due_day,
    case
        when dated.started_on is null then 'start'
        when dated.raw_day is null then 'term'
        when dated.due_day is null then 'test'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when coalesce(dated.ended_on, run.as_of) > dated.due_day then 'flagged'
        when dated.ended_on is null then 'pending'
        else 'clear'
    end as verdict
from dated
cross join engine.run as run
