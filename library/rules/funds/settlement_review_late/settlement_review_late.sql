-- 送审金额决定档次（正好在界上的取较长一档），审定日与该档的最后一日比较。
with

dated as (
    select
        audit.audit_id,
        audit.project_id,
        audit.received_on,
        audit.submitted_fen,
        audit.audited_on,
        case
            when audit.submitted_fen < small_amount.value then small_term.due_day
            when audit.submitted_fen < medium_amount.value then medium_term.due_day
            when audit.submitted_fen < large_amount.value then large_term.due_day
            when audit.submitted_fen is not null then largest_term.due_day
        end as due_day
    from src.cost_audit as audit
    left join param.investment_settlement_amount_small as small_amount
        on audit.received_on = small_amount.day
    left join param.investment_settlement_amount_medium as medium_amount
        on audit.received_on = medium_amount.day
    left join param.investment_settlement_amount_large as large_amount
        on audit.received_on = large_amount.day
    left join param.investment_settlement_review_small as small_term
        on audit.received_on = small_term.start_day
    left join param.investment_settlement_review_medium as medium_term
        on audit.received_on = medium_term.start_day
    left join param.investment_settlement_review_large as large_term
        on audit.received_on = large_term.start_day
    left join param.investment_settlement_review_largest as largest_term
        on audit.received_on = largest_term.start_day
    where
        audit.stage = 'settlement'
        and audit.auditor in ('owner', 'third_party')
)

select
    dated.audit_id as record_id,
    dated.received_on as trigger_day,
    project.owner_id,
    dated.project_id,
    dated.submitted_fen,
    dated.audited_on,
    dated.due_day,
    case
        when dated.received_on is null then 'received'
        when dated.submitted_fen is null then 'amount'
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when coalesce(dated.audited_on, run.as_of) > dated.due_day then 'flagged'
        when dated.audited_on is null then 'pending'
        else 'clear'
    end as verdict
from dated
left join src.project as project
    on dated.project_id = project.project_id
cross join engine.run as run
