-- 每份已审核的文件：审核单位与起草单位是否不同。
select
    given.document_id as record_id,
    given.reviewed_on as trigger_day,
    given.unit_id,
    given.name,
    given.review_unit_id,
    case when given.review_unit_id is null then 'reviewer' end as missing,
    case
        when given.review_unit_id is null then 'undecidable'
        when given.review_unit_id = given.unit_id then 'flagged'
        else 'clear'
    end as verdict
from src.norm_document as given
where
    given.kind in ('ordinary', 'trial')
    and given.reviewed_on is not null
