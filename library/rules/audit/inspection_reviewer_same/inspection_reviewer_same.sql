-- 每件督查结论复核一行：督查结论的复核是否由其他人员进行？
with

examined as (
    select
        item.review_id,
        item.unit_id,
        item.inspector_id,
        item.reviewer_id,
        item.received_on
    from src.inspection_review as item
),

judged as (
    select
        examined.review_id,
        examined.unit_id,
        examined.inspector_id,
        examined.reviewer_id,
        examined.received_on,
        case
            when examined.inspector_id is null or examined.reviewer_id is null then 'person'
        end as missing
    from examined
)

select
    judged.review_id as record_id,
    judged.received_on as trigger_day,
    judged.unit_id,
    judged.inspector_id,
    judged.reviewer_id,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.inspector_id = judged.reviewer_id then 'flagged'
        else 'clear'
    end as verdict
from judged
