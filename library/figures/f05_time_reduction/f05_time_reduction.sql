-- Promised against statutory working days of the items in force on the last day of the period;
-- beside them the working days that the decided matters really took, suspensions left out.
with

item_version as (
    select
        item.item_id,
        item.unit_id,
        item.statutory_days,
        item.promised_days,
        item.yearly_volume,
        row_number() over (partition by item.item_id order by item.version_from desc) as age
    from src.service_item as item
    cross join engine.run as run
    where
        item.version_from <= run.period_end
        and (item.version_to is null or item.version_to >= run.period_end)
),

decided as (
    select
        matter.matter_id,
        matter.unit_id,
        matter.item_id,
        matter.accepted_on,
        matter.decided_on,
        first_day.no as start_no,
        last_day.no as end_no
    from src.matter as matter
    cross join engine.run as run
    left join engine.count as first_day
        on matter.accepted_on = first_day.day
        and first_day.unit = 'working_day'
    left join engine.count as last_day
        on matter.decided_on = last_day.day
        and last_day.unit = 'working_day'
    where
        matter.decided_on >= run.period_start
        and matter.decided_on <= run.period_end
        and matter.procedure in ('licence', 'joint', 'registration', 'other')
        and (matter.decision is null or matter.decision in ('granted', 'refused'))
),

suspended as (
    select
        decided.matter_id,
        cast(sum(
            case
                when span.is_open or span.started_on > decided.decided_on
                    or span.ended_on < decided.accepted_on then 0
                else least(last_day.no, decided.end_no) - greatest(first_day.before_no, decided.start_no)
            end
        ) as bigint) as days,
        max(case when span.is_open and span.started_on <= decided.decided_on then 1 else 0 end)
            as still_open
    from decided
    join src.suspension_span as span
        on decided.matter_id = span.matter_id
    left join engine.count as first_day
        on span.started_on = first_day.day
        and first_day.unit = 'working_day'
    left join engine.count as last_day
        on span.ended_on = last_day.day
        and last_day.unit = 'working_day'
    group by decided.matter_id
)

select
    version.item_id as record_id,
    version.unit_id,
    version.item_id,
    cast(null as varchar) as matter_id,
    version.statutory_days,
    version.promised_days,
    version.statutory_days - version.promised_days as saved_days,
    version.statutory_days * version.yearly_volume as statutory_volume,
    (version.statutory_days - version.promised_days) * version.yearly_volume as saved_volume,
    cast(null as bigint) as measured_days,
    cast(null as bigint) as elapsed_days,
    case when version.statutory_days is null or version.promised_days is null then 'limits' end as missing
from item_version as version
where version.age = 1
union all
select
    decided.matter_id as record_id,
    decided.unit_id,
    decided.item_id,
    decided.matter_id,
    cast(null as bigint) as statutory_days,
    cast(null as bigint) as promised_days,
    cast(null as bigint) as saved_days,
    cast(null as bigint) as statutory_volume,
    cast(null as bigint) as saved_volume,
    decided.end_no - decided.start_no - coalesce(suspended.days, 0) as measured_days,
    decided.end_no - decided.start_no as elapsed_days,
    case
        when decided.accepted_on is null or decided.decided_on < decided.accepted_on then 'accepted_on'
        when decided.start_no is null or decided.end_no is null then 'calendar'
        when suspended.still_open = 1 then 'suspension_end'
    end as missing
from decided
left join suspended
    on decided.matter_id = suspended.matter_id
