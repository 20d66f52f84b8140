-- 每份已审核的非紧急文件：审核完成是否不早于送审满五个工作日之日。
select
    given.document_id as record_id,
    given.submitted_on as trigger_day,
    given.unit_id,
    given.name,
    given.reviewed_on,
    term.earliest_day,
    case
        when given.submitted_on is null then 'submitted'
        when term.earliest_day is null then 'term'
    end as missing,
    case
        when term.earliest_day is null then 'undecidable'
        when given.reviewed_on < term.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from src.norm_document as given
left join param.documents_review_minimum as term
    on given.submitted_on = term.start_day
where
    given.kind in ('ordinary', 'trial')
    and not coalesce(given.is_urgent, false)
    and given.reviewed_on is not null
