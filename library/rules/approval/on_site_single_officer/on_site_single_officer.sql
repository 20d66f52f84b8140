-- 记有现场核查的许可办件：核查人数与最少人数比较。
select
    matter.matter_id as record_id,
    matter.received_on as trigger_day,
    matter.unit_id,
    matter.reviewer_id,
    matter.applicant_name,
    matter.on_site_officers,
    least_number.value as required,
    case when least_number.value is null then 'received' end as missing,
    case
        when least_number.value is null then 'undecidable'
        when matter.on_site_officers < least_number.value then 'flagged'
        else 'clear'
    end as verdict
from src.matter as matter
left join param.licensing_on_site_officers as least_number
    on matter.received_on = least_number.day
where
    matter.procedure in ('licence', 'joint')
    and matter.on_site_officers > 0
