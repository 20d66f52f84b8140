-- 举行过听证的案件：法制审核是否不晚于处罚决定。
with

heard as (
    select
        penalty.case_no,
        penalty.unit_id,
        penalty.investigator_id,
        penalty.hearing_on,
        penalty.legal_review_on,
        penalty.decided_on,
        penalty.decision,
        count(penalty.legal_review_on) over (partition by penalty.unit_id) as reviews_reported
    from src.penalty as penalty
)

select
    heard.case_no as record_id,
    heard.decided_on as trigger_day,
    heard.unit_id,
    heard.investigator_id,
    heard.hearing_on,
    heard.legal_review_on,
    heard.reviews_reported,
    case when heard.reviews_reported = 0 then 'review' end as missing,
    case
        when heard.reviews_reported = 0 then 'undecidable'
        when heard.legal_review_on <= heard.decided_on then 'clear'
        else 'flagged'
    end as verdict
from heard
where
    heard.hearing_on is not null
    and heard.decided_on is not null
    and heard.decision in ('fine', 'warning', 'confiscation', 'closure')
