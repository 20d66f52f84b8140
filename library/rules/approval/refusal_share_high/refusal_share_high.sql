-- 同一单位同一事项之内：每个经办人的不准比例与其他经办人的不准比例比较。
with

decided as (
    select
        matter.unit_id,
        matter.item_id,
        matter.handler_id,
        max(matter.decided_on) as last_on,
        count(*) as cases,
        cast(sum(case when matter.decision = 'granted' then 0 else 1 end) as bigint) as refused
    from src.matter as matter
    cross join engine.run as run
    where
        matter.handler_id is not null
        and matter.decision in ('granted', 'refused', 'not_accepted')
        and matter.procedure in ('licence', 'joint', 'registration', 'other')
        and matter.decided_on between run.prior_start and run.period_end
    group by matter.unit_id, matter.item_id, matter.handler_id
),

compared as (
    select
        decided.unit_id,
        decided.item_id,
        decided.handler_id,
        decided.last_on,
        decided.cases,
        decided.refused,
        cast(sum(decided.cases) over (partition by decided.unit_id, decided.item_id) as bigint)
        - decided.cases as other_cases,
        cast(sum(decided.refused) over (partition by decided.unit_id, decided.item_id) as bigint)
        - decided.refused as other_refused
    from decided
)

select
    compared.unit_id || '|' || compared.item_id || '|' || compared.handler_id as record_id,
    compared.last_on as trigger_day,
    compared.unit_id,
    compared.handler_id,
    compared.item_id,
    compared.cases,
    compared.refused,
    compared.other_cases,
    compared.other_refused,
    spread.value as multiple,
    case when spread.value is null then 'limit' end as missing,
    case
        when spread.value is null then 'undecidable'
        when compared.refused * compared.other_cases > compared.other_refused * compared.cases * spread.value
            then 'flagged'
        else 'clear'
    end as verdict
from compared
cross join engine.run as run
join param.approval_pattern_count as least_number
    on run.as_of = least_number.day
    and compared.refused >= least_number.value
    and compared.other_cases >= least_number.value
left join param.approval_refusal_multiple as spread
    on run.as_of = spread.day
