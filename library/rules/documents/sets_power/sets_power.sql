-- 每份已印发的文件：有没有设定许可、处罚、强制、收费。
select
    given.document_id as record_id,
    given.issued_on as trigger_day,
    given.unit_id,
    given.name,
    given.sets,
    given.repealed_on,
    case when given.sets is null then 'sets' end as missing,
    case
        when given.sets is null then 'undecidable'
        when given.sets = 'nothing' then 'clear'
        else 'flagged'
    end as verdict
from src.norm_document as given
where
    given.kind in ('ordinary', 'trial')
    and given.issued_on is not null
