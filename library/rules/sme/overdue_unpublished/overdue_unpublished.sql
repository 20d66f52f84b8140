-- 每个有逾期合同的单位每年一行：公布日期与自该年度最后一日起的最后一日比较。
with

dated as (
    select
        item.disclosure_id,
        item.unit_id,
        item.year,
        item.overdue,
        item.year_end,
        item.published_on,
        term.due_day
    from src.sme_disclosure as item
    left join param.sme_overdue_publication as term
        on item.year_end = term.start_day
    where
        coalesce(item.overdue > 0, true)
)

select
    dated.disclosure_id as record_id,
    dated.year_end as trigger_day,
    dated.unit_id,
    dated.year,
    dated.overdue,
    dated.published_on,
    dated.due_day,
    case
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
