-- 每份涉企文件：征求意见截止是否不早于开始后满三十日之日。
select
    given.document_id as record_id,
    given.comment_from as trigger_day,
    given.unit_id,
    given.name,
    given.comment_to,
    term.earliest_day,
    case
        when given.comment_from is null or given.comment_to is null then 'comment'
        when term.earliest_day is null then 'term'
    end as missing,
    case
        when given.comment_to is null or term.earliest_day is null then 'undecidable'
        when given.comment_to < term.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from src.norm_document as given
left join param.documents_comment_period as term
    on given.comment_from = term.start_day
where
    given.kind in ('ordinary', 'trial')
    and given.on_enterprises
    and given.issued_on is not null
