-- 每份有效的文件：最近一次清理（没有清理的为施行）之后的两年是否已过。
with

in_force as (
    select
        given.document_id,
        given.unit_id,
        given.name,
        given.cleaned_on,
        coalesce(given.cleaned_on, given.effective_on) as last_on
    from src.norm_document as given
    cross join engine.run as run
    where
        given.kind in ('ordinary', 'trial')
        and given.repealed_on is null
        and coalesce(given.expires_on, run.as_of) >= run.as_of
        and given.effective_on <= run.as_of
)

select
    in_force.document_id as record_id,
    in_force.last_on as trigger_day,
    in_force.unit_id,
    in_force.name,
    in_force.cleaned_on,
    term.due_day,
    case when term.due_day is null then 'term' end as missing,
    case
        when term.due_day is null then 'undecidable'
        when run.as_of > term.due_day then 'flagged'
        else 'clear'
    end as verdict
from in_force
cross join engine.run as run
left join param.documents_cleanup as term
    on in_force.last_on = term.start_day
