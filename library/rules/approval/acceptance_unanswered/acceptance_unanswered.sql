-- 收件之后最早的答复（受理、决定、补正）与五个工作日的最后一日比较。
with

corrected as (
    select
        suspension.matter_id,
        min(suspension.started_on) as started_on
    from src.suspension as suspension
    where suspension.kind = 'correction'
    group by suspension.matter_id
),

answered as (
    select
        matter.matter_id,
        matter.received_on,
        matter.unit_id,
        matter.handler_id,
        matter.applicant_name,
        matter.correction_notices,
        least(matter.accepted_on, matter.decided_on, corrected.started_on) as answered_on,
        coalesce(matter.correction_notices, 1) > 0 and corrected.started_on is null as is_unknown,
        term.due_day
    from src.matter as matter
    left join corrected
        on matter.matter_id = corrected.matter_id
    left join param.licensing_correction_notice as term
        on matter.received_on = term.start_day
    where matter.procedure in ('licence', 'joint')
),

judged as (
    select
        answered.matter_id,
        case
            when answered.received_on is null then 'received'
            when answered.due_day is null then 'calendar'
            when coalesce(answered.answered_on, run.as_of) <= answered.due_day then null
            when answered.is_unknown then 'notice'
        end as missing,
        case
            when answered.answered_on <= answered.due_day then 'clear'
            when coalesce(answered.answered_on, run.as_of) > answered.due_day then 'flagged'
            else 'pending'
        end as verdict
    from answered
    cross join engine.run as run
)

select
    answered.matter_id as record_id,
    answered.received_on as trigger_day,
    answered.unit_id,
    answered.handler_id,
    answered.applicant_name,
    answered.answered_on,
    answered.due_day,
    answered.correction_notices,
    judged.missing,
    case when judged.missing is not null then 'undecidable' else judged.verdict end as verdict
from answered
join judged
    on answered.matter_id = judged.matter_id
