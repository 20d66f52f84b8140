-- 每个审计项目一行：审计开始日期与自审计通知日期起期间届满的第一日比较。
with

dated as (
    select
        item.audit_id,
        item.unit_id,
        item.kind,
        item.year,
        item.notice_on,
        item.started_on,
        term.earliest_day
    from src.audit as item
    left join param.audit_notice as term
        on item.notice_on = term.start_day
)

select
    dated.audit_id as record_id,
    dated.notice_on as trigger_day,
    dated.unit_id,
    dated.kind,
    dated.year,
    dated.started_on,
    dated.earliest_day,
    case
        when dated.notice_on is null then 'start'
        when dated.earliest_day is null then 'calendar'
        when dated.started_on is null then 'end'
    end as missing,
    case
        when dated.earliest_day is null then 'undecidable'
        when dated.started_on is null then 'undecidable'
        when dated.started_on < dated.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from dated
