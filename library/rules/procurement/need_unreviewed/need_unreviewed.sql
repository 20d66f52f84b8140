-- 每个已开始采购的采购包一行：采购需求和实施计划是否在采购活动开始前审查？
with

examined as (
    select
        item.package_id,
        item.unit_id,
        item.budget_fen,
        item.reviewed_on,
        item.started_on,
        run.as_of as as_of
    from src.procurement_need as item
    cross join engine.run as run
    where
        item.started_on is not null
),

judged as (
    select
        examined.package_id,
        examined.unit_id,
        examined.budget_fen,
        examined.reviewed_on,
        examined.started_on,
        examined.as_of,
        case
            when examined.started_on > examined.as_of then 'future'
        end as missing
    from examined
)

select
    judged.package_id as record_id,
    judged.started_on as trigger_day,
    judged.unit_id,
    judged.budget_fen,
    judged.reviewed_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when coalesce(judged.reviewed_on > judged.started_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
