-- 每项已实施的工程变更一行：工程变更是否在批准之后实施？
with

examined as (
    select
        item.order_id,
        item.unit_id,
        item.contract_id,
        item.amount_fen,
        item.reason,
        item.approved_on,
        item.executed_on,
        run.as_of as as_of
    from src.change_order as item
    cross join engine.run as run
    where
        item.executed_on is not null
),

judged as (
    select
        examined.order_id,
        examined.unit_id,
        examined.contract_id,
        examined.amount_fen,
        examined.reason,
        examined.approved_on,
        examined.executed_on,
        examined.as_of,
        case
            when examined.executed_on > examined.as_of then 'future'
        end as missing
    from examined
)

select
    judged.order_id as record_id,
    judged.executed_on as trigger_day,
    judged.unit_id,
    judged.contract_id,
    judged.amount_fen,
    judged.reason,
    judged.approved_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when coalesce(judged.approved_on > judged.executed_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
