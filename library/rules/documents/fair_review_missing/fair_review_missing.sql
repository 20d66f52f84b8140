-- 优化营商环境条例施行后印发的涉企文件：公平竞争审查是否不晚于印发。
with

counted as (
    select
        given.document_id,
        given.issued_on,
        given.unit_id,
        given.name,
        given.kind,
        given.on_enterprises,
        given.fair_review_on,
        count(given.fair_review_on) over (partition by given.unit_id) as reviews
    from src.norm_document as given
)

select
    counted.document_id as record_id,
    counted.issued_on as trigger_day,
    counted.unit_id,
    counted.name,
    counted.fair_review_on,
    counted.reviews,
    case when counted.reviews = 0 then 'review' end as missing,
    case
        when counted.reviews = 0 then 'undecidable'
        when counted.fair_review_on <= counted.issued_on then 'clear'
        else 'flagged'
    end as verdict
from counted
join param.documents_comment_period as in_force
    on counted.issued_on = in_force.start_day
where
    counted.kind in ('ordinary', 'trial')
    and counted.on_enterprises
