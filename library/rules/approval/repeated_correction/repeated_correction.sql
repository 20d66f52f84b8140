-- 许可办件的补正告知次数与允许次数比较。
select
    matter.matter_id as record_id,
    matter.received_on as trigger_day,
    matter.unit_id,
    matter.handler_id,
    matter.applicant_name,
    matter.correction_notices,
    ceiling.value as allowed,
    case
        when ceiling.value is null then 'received'
        when matter.correction_notices is null then 'count'
    end as missing,
    case
        when ceiling.value is null or matter.correction_notices is null then 'undecidable'
        when matter.correction_notices > ceiling.value then 'flagged'
        else 'clear'
    end as verdict
from src.matter as matter
left join param.licensing_correction_notices as ceiling
    on matter.received_on = ceiling.day
where matter.procedure in ('licence', 'joint')
