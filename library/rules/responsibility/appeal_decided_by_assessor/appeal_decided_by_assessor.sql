-- 每份提出申诉的考核：申诉是否由考核人以外的人决定。
select
    given.assessment_id as record_id,
    given.appealed_on as trigger_day,
    given.unit_id,
    given.fiscal_year,
    given.assessor,
    given.appeal_decider,
    case
        when given.appeal_decider is null then null
        when given.assessor is null then 'assessor'
    end as missing,
    case
        when given.appeal_decider is null then 'pending'
        when given.assessor is null then 'undecidable'
        when given.assessor = given.appeal_decider then 'flagged'
        else 'clear'
    end as verdict
from src.assessment as given
where given.appealed_on is not null
