-- 每次出差：首尾两日之间的考勤，有几天记为在岗。
with

seen as (
    select
        claim.claim_id,
        count(attendance.day) as recorded,
        count(attendance.day) filter (where attendance.state = 'present') as present_days,
        min(attendance.day) filter (where attendance.state = 'present') as present_on
    from src.travel_claim as claim
    join src.attendance as attendance
        on claim.person_id = attendance.person_id
    where
        attendance.day > claim.from_on
        and attendance.day < claim.to_on
    group by claim.claim_id
),

examined as (
    select
        item.claim_id,
        item.unit_id,
        item.person_id,
        item.to_on,
        item.city,
        item.from_on,
        seen.present_days as present_days,
        seen.present_on as present_on,
        seen.recorded as recorded
    from src.travel_claim as item
    left join seen
        on item.claim_id = seen.claim_id
    where
        date_diff('day', item.from_on, item.to_on) > 1
),

judged as (
    select
        examined.claim_id,
        examined.unit_id,
        examined.person_id,
        examined.to_on,
        examined.city,
        examined.from_on,
        examined.present_days,
        examined.present_on,
        examined.recorded,
        case
            when examined.recorded is null then 'attendance'
        end as missing
    from examined
)

select
    judged.claim_id as record_id,
    judged.from_on as trigger_day,
    judged.unit_id,
    judged.person_id,
    judged.to_on,
    judged.city,
    judged.present_days,
    judged.present_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.present_days > 0 then 'flagged'
        else 'clear'
    end as verdict
from judged
