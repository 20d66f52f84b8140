-- 每份已完工的工程合同一行：结算报告提交日期与自完工日期起的最后一日比较。
with

dated as (
    select
        item.contract_id,
        item.unit_id,
        item.project_id,
        item.contractor_code,
        item.amount_fen,
        item.completed_on,
        item.settlement_on,
        term.due_day
    from src.works_contract as item
    left join param.investment_settlement_submission as term
        on item.completed_on = term.start_day
    where
        item.completed_on is not null
)

select
    dated.contract_id as record_id,
    dated.completed_on as trigger_day,
    dated.unit_id,
    dated.project_id,
    dated.contractor_code,
    dated.amount_fen,
    dated.settlement_on,
    dated.due_day,
    case
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.settlement_on <= dated.due_day then 'clear'
        when dated.settlement_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
