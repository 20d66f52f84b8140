-- 每条公众意见：决策出台时有没有答复。
with

issued as (
    select
        log.matter_id,
        min(log.happened_on) as issued_on
    from src.decision_step as log
    where log.step = 'issue'
    group by log.matter_id
)

select
    remark.comment_id as record_id,
    remark.received_on as trigger_day,
    remark.unit_id,
    remark.matter_id,
    remark.paragraph,
    remark.replied_on,
    issued.issued_on,
    case when remark.received_on is null then 'received' end as missing,
    case
        when remark.received_on is null then 'undecidable'
        when remark.replied_on <= coalesce(issued.issued_on, remark.replied_on) then 'clear'
        when issued.issued_on is null then 'pending'
        else 'flagged'
    end as verdict
from src.consultation_comment as remark
left join issued
    on remark.matter_id = issued.matter_id
