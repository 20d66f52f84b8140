-- 责令履行、责令重作的案件：决定写明的履行日，没有写明的为送达后六十日。
select
    given.case_no as record_id,
    given.delivered_on as trigger_day,
    given.unit_id,
    given.ground,
    given.decision,
    given.perform_by,
    given.performed_on,
    coalesce(given.perform_by, term.due_day) as due_day,
    case
        when coalesce(given.perform_by, term.due_day) is not null then null
        when given.delivered_on is null then 'delivered'
        else 'term'
    end as missing,
    case
        when coalesce(given.perform_by, term.due_day) is null then 'undecidable'
        when coalesce(given.performed_on, run.as_of) > coalesce(given.perform_by, term.due_day) then 'flagged'
        when given.performed_on is null then 'pending'
        else 'clear'
    end as verdict
from src.reconsideration as given
cross join engine.run as run
left join param.reconsideration_redo as term
    on given.delivered_on = term.start_day
where given.decision = 'perform' or given.is_redo_ordered
