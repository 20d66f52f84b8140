-- 每份未废止的文件：有效期截止日期与按类别的上限比较；没有写明有效期的提示。
with

limited as (
    select
        given.document_id,
        given.effective_on,
        given.unit_id,
        given.name,
        given.kind,
        given.expires_on,
        case when given.kind = 'trial' then trial.raw_day else ordinary.raw_day end as due_day
    from src.norm_document as given
    left join param.documents_validity as ordinary
        on given.effective_on = ordinary.start_day
    left join param.documents_validity_trial as trial
        on given.effective_on = trial.start_day
    where
        given.kind in ('ordinary', 'trial')
        and given.repealed_on is null
)

select
    limited.document_id as record_id,
    limited.effective_on as trigger_day,
    limited.unit_id,
    limited.name,
    limited.kind,
    limited.expires_on,
    limited.due_day,
    case when limited.due_day is null then 'limit' end as missing,
    case
        when limited.due_day is null then 'undecidable'
        when limited.expires_on <= limited.due_day then 'clear'
        else 'flagged'
    end as verdict
from limited
