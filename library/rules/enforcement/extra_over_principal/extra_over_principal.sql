-- 加处罚款或者滞纳金与金钱给付义务的数额比较。
select
    given.execution_id as record_id,
    given.extra_on as trigger_day,
    given.unit_id,
    given.case_no,
    given.principal_fen,
    given.extra_fen,
    case when given.principal_fen is null then 'principal' end as missing,
    case
        when given.principal_fen is null then 'undecidable'
        when given.extra_fen > given.principal_fen then 'flagged'
        else 'clear'
    end as verdict
from src.forced_execution as given
where given.extra_fen > 0
