-- 每次预算调整一行：常委会会议日期与自初步方案送交日期起期间届满的第一日比较。
with

dated as (
    select
        item.adjustment_id,
        item.unit_id,
        item.fiscal_year,
        item.amount_fen,
        item.plan_sent_on,
        item.session_on,
        term.earliest_day
    from src.budget_adjustment as item
    left join param.budget_adjustment_plan as term
        on item.plan_sent_on = term.start_day
)

select
    dated.adjustment_id as record_id,
    dated.plan_sent_on as trigger_day,
    dated.unit_id,
    dated.fiscal_year,
    dated.amount_fen,
    dated.session_on,
    dated.earliest_day,
    case
        when dated.plan_sent_on is null then 'start'
        when dated.earliest_day is null then 'calendar'
        when dated.session_on is null then 'end'
    end as missing,
    case
        when dated.earliest_day is null then 'undecidable'
        when dated.session_on is null then 'undecidable'
        when dated.session_on < dated.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from dated
