-- 办件的到场次数与本地上限比较。
select
    matter.matter_id as record_id,
    matter.received_on as trigger_day,
    matter.unit_id,
    matter.handler_id,
    matter.applicant_name,
    matter.visits,
    ceiling.value as allowed,
    case
        when ceiling.value is null then 'limit'
        when matter.visits is null then 'visits'
    end as missing,
    case
        when ceiling.value is null or matter.visits is null then 'undecidable'
        when matter.visits > ceiling.value then 'flagged'
        else 'clear'
    end as verdict
from src.matter as matter
left join param.approval_visits as ceiling
    on matter.received_on = ceiling.day
where matter.procedure in ('licence', 'joint', 'registration')
