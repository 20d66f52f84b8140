-- 每份预留质量保证金的工程合同一行：质量保证金返还日期与自缺陷责任期届满日期起的最后一日比较。
with

dated as (
    select
        item.contract_id,
        item.unit_id,
        item.project_id,
        item.contractor_code,
        item.amount_fen,
        item.retention_fen,
        item.defects_until_on,
        item.retention_returned_on,
        term.due_day
    from src.works_contract as item
    left join param.investment_retention_return as term
        on item.defects_until_on = term.start_day
    cross join engine.run as run
    where
        item.retention_fen > 0
        and coalesce(item.defects_until_on <= run.as_of, true)
)

select
    dated.contract_id as record_id,
    dated.defects_until_on as trigger_day,
    dated.unit_id,
    dated.project_id,
    dated.contractor_code,
    dated.amount_fen,
    dated.retention_fen,
    dated.retention_returned_on,
    dated.due_day,
    case
        when dated.defects_until_on is null then 'start'
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.retention_returned_on <= dated.due_day then 'clear'
        when dated.retention_returned_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
