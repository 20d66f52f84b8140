-- 每个现行的审计对象一行：列入审计对象库的单位、干部、项目和资金是否在周期内审计？
with

examined as (
    select
        item.object_id,
        item.unit_id,
        item.name,
        item.kind,
        item.level,
        item.last_report_on,
        item.due_on
    from src.audit_object as item
    cross join engine.run as run
    where
        item.valid_from <= run.as_of
        and coalesce(run.as_of <= item.valid_to, true)
),

judged as (
    select
        examined.object_id,
        examined.unit_id,
        examined.name,
        examined.kind,
        examined.level,
        examined.last_report_on,
        examined.due_on,
        case
            when examined.due_on is null then 'due'
        end as missing
    from examined
)

select
    judged.object_id as record_id,
    judged.due_on as trigger_day,
    judged.unit_id,
    judged.name,
    judged.kind,
    judged.level,
    judged.last_report_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when run.as_of > judged.due_on then 'flagged'
        else 'clear'
    end as verdict
from judged
cross join engine.run as run
