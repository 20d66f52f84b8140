-- 每次入企检查：批准是否不晚于检查开始之日。
with

counted as (
    select
        given.check_id,
        given.started_on,
        given.unit_id,
        given.leader_id,
        given.credit_code,
        given.cause,
        given.approved_on,
        count(given.approved_on) over (partition by given.unit_id) as approvals
    from src.enterprise_check as given
)

select
    counted.check_id as record_id,
    counted.started_on as trigger_day,
    counted.unit_id,
    counted.leader_id,
    counted.credit_code,
    counted.cause,
    counted.approved_on,
    counted.approvals,
    case when counted.approvals = 0 then 'approval' end as missing,
    case
        when counted.approvals = 0 then 'undecidable'
        when counted.approved_on <= counted.started_on then 'clear'
        else 'flagged'
    end as verdict
from counted
