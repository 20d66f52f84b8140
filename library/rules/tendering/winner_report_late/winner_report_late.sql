-- 每个已定标的招标项目一行：书面报告日期与自确定中标人日期起的最后一日比较。
with

dated as (
    select
        item.package_id,
        item.unit_id,
        item.candidates,
        item.winner_on,
        item.reported_on,
        term.due_day
    from src.candidate_notice as item
    left join param.tendering_winner_report as term
        on item.winner_on = term.start_day
    where
        item.winner_on is not null
)

select
    dated.package_id as record_id,
    dated.winner_on as trigger_day,
    dated.unit_id,
    dated.candidates,
    dated.reported_on,
    dated.due_day,
    case
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.reported_on <= dated.due_day then 'clear'
        when dated.reported_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
