-- 每个决策事项：公开征求意见的时间是否足够。
with

begun as (
    select
        log.matter_id,
        min(log.unit_id) as unit_id,
        min(log.handler_id) as handler_id,
        min(log.happened_on) as begun_on
    from src.decision_step as log
    where log.step = 'publish_draft'
    group by log.matter_id
),

ended as (
    select
        log.matter_id,
        max(log.happened_on) as done_on
    from src.decision_step as log
    where log.step = 'collect_comments'
    group by log.matter_id
)

select
    begun.matter_id as record_id,
    begun.begun_on as trigger_day,
    begun.unit_id,
    begun.handler_id as person_id,
    ended.done_on,
    term.earliest_day,
    case when term.earliest_day is null then 'term' end as missing,
    case
        when term.earliest_day is null then 'undecidable'
        when ended.done_on < term.earliest_day then 'flagged'
        else 'clear'
    end as verdict
from begun
join ended
    on begun.matter_id = ended.matter_id
left join param.decisions_comment_period as term
    on begun.begun_on = term.start_day
