-- 每件不予公开、部分公开的答复：有没有依据条款。
with

answered as (
    select
        given.request_id,
        given.answered_on,
        given.unit_id,
        given.handler_id,
        given.answer,
        given.answer_article,
        count(given.answer_article) over (partition by given.unit_id) as articles
    from src.information_request as given
)

select
    answered.request_id as record_id,
    answered.answered_on as trigger_day,
    answered.unit_id,
    answered.handler_id,
    answered.answer,
    answered.answer_article,
    answered.articles,
    case when answered.articles = 0 then 'article' end as missing,
    case
        when answered.articles = 0 then 'undecidable'
        when answered.answer_article is null then 'flagged'
        else 'clear'
    end as verdict
from answered
where answered.answer in ('refused', 'partly')
