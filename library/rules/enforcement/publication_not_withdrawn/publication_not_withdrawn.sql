-- 复议作出变更、撤销、确认违法、确认无效的处罚：公示是否在三个工作日内撤回。
select
    penalty.case_no as record_id,
    changed.decided_on as trigger_day,
    penalty.unit_id,
    changed.case_no as reconsideration_no,
    changed.decision,
    penalty.published_on,
    penalty.withdrawn_on,
    term.due_day,
    case when term.due_day is null then 'term' end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(penalty.withdrawn_on, run.as_of) > term.due_day then 'flagged'
        when penalty.withdrawn_on is null then 'pending'
        else 'clear'
    end as verdict
from src.penalty as penalty
join src.reconsideration as changed
    on penalty.case_no = changed.act_no
cross join engine.run as run
left join param.enforcement_withdrawal as term
    on changed.decided_on = term.start_day
where
    changed.decision in ('change', 'revoke', 'illegal', 'invalid')
    and changed.decided_on is not null
    and penalty.published_on <= changed.decided_on
