-- 每个报告年度：抽查核实的人数占报告人数的比例。
with

examined as (
    select
        item.year,
        max(item.year_end) as year_end,
        count(distinct item.unit_id) as units,
        count(item.person_id) as reports,
        count(item.checked_on) as checked,
        max(share.value) as least,
        max(term.due_day) as due_day
    from src.official_declaration as item
    left join param.officials_check_share as share
        on item.year_end = share.day
    left join param.officials_check_term as term
        on item.year_end = term.start_day
    where
        item.filed_on is not null
    group by
        item.year
),

judged as (
    select
        examined.year,
        examined.year_end,
        examined.units,
        examined.reports,
        examined.checked,
        examined.least,
        examined.due_day,
        case
            when examined.least is null then 'day'
        end as missing
    from examined
)

select
    cast(judged.year as varchar) as record_id,
    judged.year_end as trigger_day,
    judged.units,
    judged.year,
    judged.reports,
    judged.checked,
    judged.least,
    judged.due_day,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.checked >= judged.reports * judged.least then 'clear'
        when run.as_of > judged.due_day then 'flagged'
        when judged.due_day is not null then 'pending'
        else 'clear'
    end as verdict
from judged
cross join engine.run as run
