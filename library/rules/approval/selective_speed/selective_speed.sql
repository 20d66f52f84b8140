-- 同一经办人同一事项之内：每个申请人的平均办理日数与其他申请人的平均日数比较，任何一方超出倍数即提示。
with

handled as (
    select
        matter.unit_id,
        matter.handler_id,
        matter.item_id,
        matter.applicant_code,
        max(matter.decided_on) as last_on,
        count(*) as cases,
        cast(sum(1 + date_diff('day', matter.accepted_on, matter.decided_on)) as bigint) as days
    from src.matter as matter
    cross join engine.run as run
    where
        matter.handler_id is not null
        and matter.applicant_code is not null
        and matter.decision = 'granted'
        and matter.accepted_on <= matter.decided_on
        and matter.decided_on between run.prior_start and run.period_end
    group by matter.unit_id, matter.handler_id, matter.item_id, matter.applicant_code
),

compared as (
    select
        handled.unit_id,
        handled.handler_id,
        handled.item_id,
        handled.applicant_code,
        handled.last_on,
        handled.cases,
        handled.days,
        cast(sum(handled.cases) over (partition by handled.unit_id, handled.handler_id, handled.item_id) as bigint)
        - handled.cases as other_cases,
        cast(sum(handled.days) over (partition by handled.unit_id, handled.handler_id, handled.item_id) as bigint)
        - handled.days as other_days
    from handled
)

select
    compared.handler_id || '|' || compared.item_id || '|' || compared.applicant_code as record_id,
    compared.last_on as trigger_day,
    compared.unit_id,
    compared.handler_id,
    compared.item_id,
    compared.applicant_code,
    compared.cases,
    compared.days,
    compared.other_cases,
    compared.other_days,
    spread.value as multiple,
    case when spread.value is null then 'limit' end as missing,
    case
        when spread.value is null then 'undecidable'
        when compared.days * compared.other_cases > compared.other_days * compared.cases * spread.value then 'flagged'
        when compared.days * compared.other_cases * spread.value < compared.other_days * compared.cases then 'flagged'
        else 'clear'
    end as verdict
from compared
cross join engine.run as run
join param.approval_pattern_count as least_number
    on run.as_of = least_number.day
    and compared.cases >= least_number.value
    and compared.other_cases >= least_number.value
left join param.approval_speed_multiple as spread
    on run.as_of = spread.day
