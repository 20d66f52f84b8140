-- 每次提出异议的转送一行：收到转送日期起的最后期限与提出异议日期比较。
select
    given.petition_id || '|' || cast(given.seq as varchar) as record_id,
    given.arrived_on as trigger_day,
    given.unit_id,
    given.petition_id,
    given.seq,
    given.objection_reason,
    given.objected_on,
    term.due_day,
    case
        when given.arrived_on is null then 'start'
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when given.objected_on > term.due_day then 'flagged'
        else 'clear'
    end as verdict
from src.petition_move as given
left join param.petitions_objection as term
    on given.arrived_on = term.start_day
where given.objected_on is not null
