-- 每份已决定的考核：结果是否在期限内运用。
select
    given.assessment_id as record_id,
    given.use_due_on as trigger_day,
    given.unit_id,
    given.fiscal_year,
    given.integrity_grade,
    given.decided_on,
    given.used_on,
    given.use_kind,
    case
        when given.use_due_on is null then 'due'
    end as missing,
    case
        when given.use_due_on is null then 'undecidable'
        when coalesce(given.used_on, run.as_of) > given.use_due_on then 'flagged'
        when given.used_on is null then 'pending'
        else 'clear'
    end as verdict
from src.assessment as given
cross join engine.run as run
where given.decided_on is not null
