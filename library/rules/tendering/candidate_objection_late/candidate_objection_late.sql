-- 每件对中标候选人的异议一行：答复日期与自收到日期起的最后一日比较。
with

dated as (
    select
        item.question_id,
        item.unit_id,
        item.package_id,
        item.asker_code,
        item.received_on,
        item.answered_on,
        term.due_day
    from src.procurement_question as item
    left join param.tendering_candidate_answer as term
        on item.received_on = term.start_day
    where
        item.kind = 'objection_candidate'
)

select
    dated.question_id as record_id,
    dated.received_on as trigger_day,
    dated.unit_id,
    dated.package_id,
    dated.asker_code,
    dated.answered_on,
    dated.due_day,
    case
        when dated.received_on is null then 'start'
        when dated.due_day is null then 'calendar'
    end as missing,
    case
        when dated.due_day is null then 'undecidable'
        when dated.answered_on <= dated.due_day then 'clear'
        when dated.answered_on is not null then 'flagged'
        when run.as_of > dated.due_day then 'flagged'
        else 'pending'
    end as verdict
from dated
cross join engine.run as run
