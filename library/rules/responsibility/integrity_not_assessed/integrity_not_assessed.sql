-- 每份有业务等次的考核：是否同时有廉政等次和理由（同考核）。
select
    given.assessment_id as record_id,
    given.decided_on as trigger_day,
    given.unit_id,
    given.fiscal_year,
    given.business_grade,
    given.integrity_grade,
    given.reasons,
    case
        when given.integrity_grade is not null and given.reasons is not null then null
        when given.decided_on is null then 'decided'
    end as missing,
    case
        when given.integrity_grade is not null and given.reasons is not null then 'clear'
        when given.decided_on is null then 'undecidable'
        else 'flagged'
    end as verdict
from src.assessment as given
where given.business_grade is not null
