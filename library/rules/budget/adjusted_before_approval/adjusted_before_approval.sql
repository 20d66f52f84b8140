-- 每次已执行的预算调整一行：预算调整是否在人大常委会批准之后才执行？
with

examined as (
    select
        item.adjustment_id,
        item.unit_id,
        item.fiscal_year,
        item.amount_fen,
        item.approved_on,
        item.executed_on,
        run.as_of as as_of
    from src.budget_adjustment as item
    cross join engine.run as run
    where
        item.executed_on is not null
),

judged as (
    select
        examined.adjustment_id,
        examined.unit_id,
        examined.fiscal_year,
        examined.amount_fen,
        examined.approved_on,
        examined.executed_on,
        examined.as_of,
        case
            when examined.executed_on > examined.as_of then 'future'
        end as missing
    from examined
)

select
    judged.adjustment_id as record_id,
    judged.executed_on as trigger_day,
    judged.unit_id,
    judged.fiscal_year,
    judged.amount_fen,
    judged.approved_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when coalesce(judged.approved_on > judged.executed_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
