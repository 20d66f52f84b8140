-- 每个经办人每家代办机构：代办件占该经办人全部代办件的比例。
with

delegated as (
    select
        matter.unit_id,
        matter.handler_id,
        matter.agent_code,
        max(matter.received_on) as last_on,
        count(*) as cases
    from src.matter as matter
    cross join engine.run as run
    where
        matter.handler_id is not null
        and matter.agent_code is not null
        and matter.received_on between run.prior_start and run.period_end
    group by matter.unit_id, matter.handler_id, matter.agent_code
),

compared as (
    select
        delegated.unit_id,
        delegated.handler_id,
        delegated.agent_code,
        delegated.last_on,
        delegated.cases,
        cast(sum(delegated.cases) over (partition by delegated.unit_id, delegated.handler_id) as bigint) as total,
        count(*) over (partition by delegated.unit_id, delegated.handler_id) as agents
    from delegated
)

select
    compared.unit_id || '|' || compared.handler_id || '|' || compared.agent_code as record_id,
    compared.last_on as trigger_day,
    compared.unit_id,
    compared.handler_id,
    compared.agent_code,
    compared.cases,
    compared.total,
    compared.agents,
    share.value as share,
    case when share.value is null then 'limit' end as missing,
    case
        when share.value is null then 'undecidable'
        when compared.cases > compared.total * share.value then 'flagged'
        else 'clear'
    end as verdict
from compared
cross join engine.run as run
join param.approval_pattern_count as least_number
    on run.as_of = least_number.day
    and compared.total >= least_number.value
left join param.approval_agent_share as share
    on run.as_of = share.day
