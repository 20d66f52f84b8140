-- 每件投诉：自受理日期起经过的工作日，扣除依法不计入的，与规定的工作日数比较。
with

examined as (
    select
        item.complaint_id,
        item.unit_id,
        item.package_id,
        item.complainant_code,
        item.excluded_days,
        item.decided_on,
        item.accepted_on,
        last_day.working_no - first_day.working_no - coalesce(item.excluded_days, 0) as used_days,
        term.n as limit_days
    from src.procurement_complaint as item
    cross join engine.run as run
    left join param.tendering_complaint_decision as term
        on item.accepted_on = term.start_day
    left join engine.calendar as first_day
        on item.accepted_on = first_day.day
    left join engine.calendar as last_day
        on coalesce(item.decided_on, run.as_of) = last_day.day
    where
        item.regime = 'tendering'
        and coalesce(item.result, 'dismissed') in ('upheld', 'dismissed')
        and item.accepted_on is not null
),

judged as (
    select
        examined.complaint_id,
        examined.unit_id,
        examined.package_id,
        examined.complainant_code,
        examined.excluded_days,
        examined.decided_on,
        examined.accepted_on,
        examined.used_days,
        examined.limit_days,
        case
            when examined.used_days is null or examined.limit_days is null then 'calendar'
            when examined.used_days > examined.limit_days and examined.excluded_days is null then 'excluded'
        end as missing
    from examined
)

select
    judged.complaint_id as record_id,
    judged.accepted_on as trigger_day,
    judged.unit_id,
    judged.package_id,
    judged.complainant_code,
    judged.excluded_days,
    judged.decided_on,
    judged.used_days,
    judged.limit_days,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.used_days > judged.limit_days then 'flagged'
        when judged.decided_on is not null then 'clear'
        when judged.used_days is not null then 'pending'
        else 'clear'
    end as verdict
from judged
