-- 每个招标项目的候选人公示一行：公示开始日期与自收到评标报告日期起的最后一日比较。
with

dated as (
    select
        item.package_id,
        item.unit_id,
        item.candidates,
        item.report_on,
        item.published_on,
        term.due_day
    from src.candidate_notice as item
    left join param.tendering_candidate_publication as term
        on item.report_on = term.start_day
)

select
    dated.package_id as record_id,
    dated.report_on as trigger_day,
    dated.unit_id,
    dated.candidates,
    dated.published_on,
    dated.due_day,
    case
        when dated.report_on is null then 'start'
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.published_on <= dated.due_day then 'clear'
        when dated.published_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
