-- 每次自行强制执行：催告是否不晚于执行决定。
with

counted as (
    select
        given.execution_id,
        given.decided_on,
        given.unit_id,
        given.case_no,
        given.kind,
        given.reminded_on,
        count(given.reminded_on) over (partition by given.unit_id) as reminders
    from src.forced_execution as given
)

select
    counted.execution_id as record_id,
    counted.decided_on as trigger_day,
    counted.unit_id,
    counted.case_no,
    counted.reminded_on,
    counted.reminders,
    case
        when counted.decided_on is null then 'decided'
        when counted.reminders = 0 then 'reminder'
    end as missing,
    case
        when counted.decided_on is null or counted.reminders = 0 then 'undecidable'
        when counted.reminded_on <= counted.decided_on then 'clear'
        else 'flagged'
    end as verdict
from counted
where counted.kind = 'own'
