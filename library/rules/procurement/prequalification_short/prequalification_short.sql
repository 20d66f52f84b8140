-- 每个政府采购资格预审一行：资格预审申请截止日期与自资格预审公告日期起期间届满的第一日比较。
with

dated as (
    select
        item.package_id,
        item.unit_id,
        item.qualified,
        item.notice_on,
        item.apply_until_on,
        term.earliest_day
    from src.prequalification as item
    left join param.procurement_prequalification_period as term
        on item.notice_on = term.start_day
    where
        item.regime = 'procurement'
)

select
    dated.package_id as record_id,
    dated.notice_on as trigger_day,
    dated.unit_id,
    dated.qualified,
    dated.apply_until_on,
    dated.earliest_day,
    case
        when dated.notice_on is null then 'start'
        when dated.earliest_day is null then 'calendar'
        when dated.apply_until_on is null then 'end'
    end as missing,
    case
        when dated.earliest_day is null then 'undecidable'
        when dated.apply_until_on is null then 'undecidable'
        when dated.apply_until_on < dated.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from dated
