-- Working days used against working days promised. Undecided matters count once the promise has run out:
-- otherwise the slowest ones would be missing from the rate.
with

open_or_decided as (
    select
        matter.matter_id,
        matter.unit_id,
        matter.item_id,
        matter.accepted_on,
        matter.decided_on,
        matter.promised_days,
        coalesce(matter.decided_on, run.period_end) as last_on
    from src.matter as matter
    cross join engine.run as run
    where
        matter.procedure in ('licence', 'joint', 'registration', 'other')
        and (matter.decision is null or matter.decision in ('granted', 'refused'))
        and (
            (matter.decided_on >= run.period_start and matter.decided_on <= run.period_end)
            or ((matter.decided_on is null or matter.decided_on > run.period_end)
                and matter.accepted_on <= run.period_end)
        )
),

measured as (
    select
        record.matter_id,
        record.unit_id,
        record.item_id,
        record.accepted_on,
        case when record.decided_on <= run.period_end then record.decided_on end as decided_on,
        least(record.last_on, run.period_end) as last_on,
        record.promised_days,
        first_day.no as start_no,
        last_day.no as end_no
    from open_or_decided as record
    cross join engine.run as run
    left join engine.count as first_day
        on record.accepted_on = first_day.day
        and first_day.unit = 'working_day'
    left join engine.count as last_day
        on least(record.last_on, run.period_end) = last_day.day
        and last_day.unit = 'working_day'
),

item_promise as (
    select
        measured.matter_id,
        item.promised_days,
        row_number() over (partition by measured.matter_id order by item.version_from desc) as age
    from measured
    join src.service_item as item
        on measured.item_id = item.item_id
        and measured.accepted_on >= item.version_from
        and (item.version_to is null or measured.accepted_on <= item.version_to)
),

suspended as (
    select
        measured.matter_id,
        cast(sum(
            case
                when span.started_on > measured.last_on or span.ended_on < measured.accepted_on then 0
                else least(coalesce(last_day.no, measured.end_no), measured.end_no)
                    - greatest(first_day.before_no, measured.start_no)
            end
        ) as bigint) as days,
        max(case when span.is_open and span.started_on <= measured.last_on then 1 else 0 end) as still_open
    from measured
    join src.suspension_span as span
        on measured.matter_id = span.matter_id
    left join engine.count as first_day
        on span.started_on = first_day.day
        and first_day.unit = 'working_day'
    left join engine.count as last_day
        on span.ended_on = last_day.day
        and last_day.unit = 'working_day'
    group by measured.matter_id
),

compared as (
    select
        measured.matter_id,
        measured.unit_id,
        measured.accepted_on,
        measured.decided_on,
        measured.start_no,
        measured.end_no,
        coalesce(measured.promised_days, promise.promised_days) as promised_days,
        measured.end_no - measured.start_no - coalesce(suspended.days, 0) as used_days,
        coalesce(suspended.still_open, 0) as still_open
    from measured
    left join item_promise as promise
        on measured.matter_id = promise.matter_id
        and promise.age = 1
    left join suspended
        on measured.matter_id = suspended.matter_id
)

select
    compared.matter_id as record_id,
    compared.unit_id,
    compared.accepted_on,
    compared.decided_on,
    compared.promised_days,
    compared.used_days,
    case when compared.decided_on is not null and compared.used_days <= compared.promised_days then 1 else 0 end
        as kept,
    case
        when compared.decided_on is null then null
        when compared.used_days <= compared.promised_days then 1
        else 0
    end as decided_kept,
    1 as one,
    case when compared.decided_on is not null and compared.used_days <= compared.promised_days then 0 else 1 end
        as broken,
    case
        when compared.accepted_on is null or compared.decided_on < compared.accepted_on then 'accepted_on'
        when compared.promised_days is null then 'promise'
        when compared.start_no is null or compared.end_no is null then 'calendar'
        when compared.still_open = 1 and compared.decided_on is not null then 'suspension_end'
    end as missing
from compared
where
    compared.decided_on is not null
    or case when compared.used_days <= compared.promised_days then 0 else 1 end = 1
