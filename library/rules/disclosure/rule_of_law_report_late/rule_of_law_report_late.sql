-- 每个单位每年的法治政府建设年度报告一行：报告年度最后一日起的最后期限与发布日期比较。
select
    given.unit_id || '|' || cast(given.year as varchar) as record_id,
    given.year_end as trigger_day,
    given.unit_id,
    given.year,
    given.url,
    given.published_on,
    term.due_day,
    case
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.published_on, run.as_of) > term.due_day then 'flagged'
        when given.published_on is null then 'pending'
        else 'clear'
    end as verdict
from src.public_report as given
cross join engine.run as run
left join param.decisions_report_publication as term
    on given.year_end = term.start_day
where given.kind = 'rule_of_law'
