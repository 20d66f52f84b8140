-- 每个招标投标资格预审一行：资格预审申请截止日期与自资格预审文件停止发售日期起期间届满的第一日比较。
with

dated as (
    select
        item.package_id,
        item.unit_id,
        item.qualified,
        item.sale_until_on,
        item.apply_until_on,
        term.earliest_day
    from src.prequalification as item
    left join param.tendering_prequalification_period as term
        on item.sale_until_on = term.start_day
    where
        item.regime = 'tendering'
)

select
    dated.package_id as record_id,
    dated.sale_until_on as trigger_day,
    dated.unit_id,
    dated.qualified,
    dated.apply_until_on,
    dated.earliest_day,
    case
        when dated.sale_until_on is null then 'start'
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
