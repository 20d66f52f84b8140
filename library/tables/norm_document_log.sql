-- 规范性文件环节：表中每个日期是一个环节。
with

events as (
    select
        norm_document.document_id as matter_id,
        'submit' as step,
        norm_document.submitted_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        norm_document.unit_id
    from src.norm_document as norm_document
    where
        norm_document.submitted_on is not null
        and norm_document.kind in ('ordinary', 'trial')
    union all
    select
        norm_document.document_id as matter_id,
        'review' as step,
        norm_document.reviewed_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        norm_document.unit_id
    from src.norm_document as norm_document
    where
        norm_document.reviewed_on is not null
        and norm_document.kind in ('ordinary', 'trial')
    union all
    select
        norm_document.document_id as matter_id,
        'discuss' as step,
        norm_document.discussed_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        norm_document.unit_id
    from src.norm_document as norm_document
    where
        norm_document.discussed_on is not null
        and norm_document.kind in ('ordinary', 'trial')
    union all
    select
        norm_document.document_id as matter_id,
        'issue' as step,
        norm_document.issued_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        norm_document.unit_id
    from src.norm_document as norm_document
    where
        norm_document.issued_on is not null
        and norm_document.kind in ('ordinary', 'trial')
    union all
    select
        norm_document.document_id as matter_id,
        'publish' as step,
        norm_document.published_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        norm_document.unit_id
    from src.norm_document as norm_document
    where
        norm_document.published_on is not null
        and norm_document.kind in ('ordinary', 'trial')
    union all
    select
        norm_document.document_id as matter_id,
        'file' as step,
        norm_document.filed_on as happened_on,
        cast(null as date) as recorded_on,
        cast(null as varchar) as actor_id,
        norm_document.unit_id
    from src.norm_document as norm_document
    where
        norm_document.filed_on is not null
        and norm_document.kind in ('ordinary', 'trial')
)

select
    events.matter_id,
    row_number() over (partition by events.matter_id order by events.happened_on, events.step) as seq,
    events.step,
    events.happened_on,
    events.recorded_on,
    events.actor_id,
    events.unit_id
from events
