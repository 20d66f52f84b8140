-- 每份已验收的施工合同一行：竣工验收备案日期与自竣工验收合格日期起的最后一日比较。
with

dated as (
    select
        item.contract_id,
        item.unit_id,
        item.project_id,
        item.contractor_code,
        item.amount_fen,
        item.accepted_on,
        item.filed_on,
        term.due_day
    from src.works_contract as item
    left join param.investment_completion_filing as term
        on item.accepted_on = term.start_day
    where
        item.accepted_on is not null
        and item.kind = 'construction'
)

select
    dated.contract_id as record_id,
    dated.accepted_on as trigger_day,
    dated.unit_id,
    dated.project_id,
    dated.contractor_code,
    dated.amount_fen,
    dated.filed_on,
    dated.due_day,
    case
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.filed_on <= dated.due_day then 'clear'
        when dated.filed_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
