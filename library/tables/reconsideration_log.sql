-- 行政复议环节：表中每个日期是一个环节；申请经过补正的，以收到补正材料为收到申请。
with

events as (
    select
        reconsideration.case_no as matter_id,
        'receive' as step,
        coalesce(reconsideration.corrected_on, reconsideration.received_on) as happened_on,
        cast(null as date) as recorded_on,
        reconsideration.handler_id as actor_id,
        reconsideration.unit_id
    from src.reconsideration as reconsideration
    where reconsideration.received_on is not null
    union all
    select
        reconsideration.case_no as matter_id,
        'accept' as step,
        reconsideration.accepted_on as happened_on,
        cast(null as date) as recorded_on,
        reconsideration.handler_id as actor_id,
        reconsideration.unit_id
    from src.reconsideration as reconsideration
    where reconsideration.accepted_on is not null
    union all
    select
        reconsideration.case_no as matter_id,
        'copy' as step,
        reconsideration.copied_on as happened_on,
        cast(null as date) as recorded_on,
        reconsideration.handler_id as actor_id,
        reconsideration.unit_id
    from src.reconsideration as reconsideration
    where reconsideration.copied_on is not null
    union all
    select
        reconsideration.case_no as matter_id,
        'copy_receipt' as step,
        reconsideration.copy_received_on as happened_on,
        cast(null as date) as recorded_on,
        reconsideration.handler_id as actor_id,
        reconsideration.unit_id
    from src.reconsideration as reconsideration
    where reconsideration.copy_received_on is not null
    union all
    select
        reconsideration.case_no as matter_id,
        'reply' as step,
        reconsideration.replied_on as happened_on,
        cast(null as date) as recorded_on,
        reconsideration.handler_id as actor_id,
        reconsideration.unit_id
    from src.reconsideration as reconsideration
    where reconsideration.replied_on is not null
    union all
    select
        reconsideration.case_no as matter_id,
        'decide' as step,
        reconsideration.decided_on as happened_on,
        cast(null as date) as recorded_on,
        reconsideration.handler_id as actor_id,
        reconsideration.unit_id
    from src.reconsideration as reconsideration
    where
        reconsideration.decided_on is not null
        and reconsideration.decision in ('uphold', 'dismiss', 'change', 'revoke', 'illegal', 'invalid', 'perform', 'mediated')
    union all
    select
        reconsideration.case_no as matter_id,
        'end' as step,
        reconsideration.decided_on as happened_on,
        cast(null as date) as recorded_on,
        reconsideration.handler_id as actor_id,
        reconsideration.unit_id
    from src.reconsideration as reconsideration
    where
        reconsideration.decided_on is not null
        and reconsideration.decision in ('ended', 'not_accepted')
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
