-- 每个主动公开事项的每个版本一行：信息形成日期起的最后期限与信息公开日期比较。
select
    given.item_id || '|' || cast(given.valid_from as varchar) as record_id,
    given.formed_on as trigger_day,
    given.unit_id,
    given.field,
    given.name,
    given.disclosed_on,
    term.due_day,
    case
        when term.due_day is null then 'term'
    end as missing,
    case
        when term.due_day is null then 'undecidable'
        when coalesce(given.disclosed_on, run.as_of) > term.due_day then 'flagged'
        when given.disclosed_on is null then 'pending'
        else 'clear'
    end as verdict
from src.disclosure_item as given
cross join engine.run as run
left join param.disclosure_publication as term
    on given.formed_on = term.start_day
where
    given.mode = 'active'
    and given.formed_on is not null
