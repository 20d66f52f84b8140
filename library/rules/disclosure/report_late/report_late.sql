-- 每份信息公开年报：按层级的最后一日与发布日期比较。
with

due as (
    select
        given.unit_id,
        given.year,
        given.year_end,
        given.tier,
        given.published_on,
        case when given.tier = 'department' then department.due_day else government.due_day end as due_day
    from src.public_report as given
    left join param.disclosure_report_department as department
        on given.year_end = department.start_day
    left join param.disclosure_report_government as government
        on given.year_end = government.start_day
    where given.kind = 'disclosure'
)

select
    due.unit_id || '|' || cast(due.year as varchar) as record_id,
    due.year_end as trigger_day,
    due.unit_id,
    due.year,
    due.tier,
    due.published_on,
    case when due.tier is not null then due.due_day end as due_day,
    case
        when due.tier is null then 'tier'
        when due.due_day is null then 'term'
    end as missing,
    case
        when due.tier is null or due.due_day is null then 'undecidable'
        when coalesce(due.published_on, run.as_of) > due.due_day then 'flagged'
        when due.published_on is null then 'pending'
        else 'clear'
    end as verdict
from due
cross join engine.run as run
