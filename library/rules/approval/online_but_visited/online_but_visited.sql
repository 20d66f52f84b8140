-- 登记为全程网办的办件有无到场。
select
    matter.matter_id as record_id,
    matter.received_on as trigger_day,
    matter.unit_id,
    matter.handler_id,
    matter.applicant_name,
    matter.visits,
    case when matter.visits is null then 'visits' end as missing,
    case
        when matter.visits is null then 'undecidable'
        when matter.visits > 0 then 'flagged'
        else 'clear'
    end as verdict
from src.matter as matter
where
    matter.is_online
    and matter.procedure in ('licence', 'joint', 'registration')
