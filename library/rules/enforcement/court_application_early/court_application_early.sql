-- 每次申请法院执行：申请日期是否不早于催告书送达满十个工作日之日。
select
    given.execution_id as record_id,
    given.reminded_on as trigger_day,
    given.unit_id,
    given.case_no,
    given.applied_on,
    term.earliest_day,
    case
        when given.reminded_on is null then 'reminder'
        when term.earliest_day is null then 'term'
    end as missing,
    case
        when term.earliest_day is null then 'undecidable'
        when given.applied_on < term.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from src.forced_execution as given
left join param.compulsion_reminder as term
    on given.reminded_on = term.start_day
where
    given.kind = 'court'
    and given.applied_on is not null
