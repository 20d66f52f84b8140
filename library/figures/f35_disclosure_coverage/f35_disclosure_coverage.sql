-- Catalogue items in force at the end of the period: published at all, and those due in it within the legal days?
select
    item.item_id as record_id,
    item.unit_id,
    item.field,
    item.formed_on,
    item.disclosed_on,
    term.due_day,
    case when item.disclosed_on <= run.period_end then 1 else 0 end as covered,
    case when term.due_day between run.period_start and run.period_end then 1 else 0 end as due,
    case
        when term.due_day between run.period_start and run.period_end and item.disclosed_on <= term.due_day then 1
        else 0
    end as on_time,
    case
        when term.due_day > run.period_end or item.disclosed_on <= run.period_end then 0
        else 1
    end as late_open,
    1 as one,
    case
        when item.formed_on is null then 'formed_on'
        when term.due_day is null then 'calendar'
    end as missing
from src.disclosure_item as item
cross join engine.run as run
left join param.disclosure_publication as term
    on item.formed_on = term.start_day
where
    item.mode = 'active'
    and item.valid_from <= run.period_end
    and coalesce(item.valid_to, run.period_end) >= run.period_end
    and (item.formed_on is null or item.formed_on <= run.period_end)
