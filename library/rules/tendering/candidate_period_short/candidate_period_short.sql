-- 每个招标项目的候选人公示一行：公示结束日期与自公示开始日期起期间届满的第一日比较。
with

dated as (
    select
        item.package_id,
        item.unit_id,
        item.candidates,
        item.published_on,
        item.until_on,
        term.earliest_day
    from src.candidate_notice as item
    left join param.tendering_candidate_period as term
        on item.published_on = term.start_day
)

select
    dated.package_id as record_id,
    dated.published_on as trigger_day,
    dated.unit_id,
    dated.candidates,
    dated.until_on,
    dated.earliest_day,
    case
        when dated.published_on is null then 'start'
        when dated.earliest_day is null then 'calendar'
        when dated.until_on is null then 'end'
    end as missing,
    case
        when dated.earliest_day is null then 'undecidable'
        when dated.until_on is null then 'undecidable'
        when dated.until_on < dated.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from dated
