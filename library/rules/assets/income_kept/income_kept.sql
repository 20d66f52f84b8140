-- 每次有收入的国有资产处置一行：国有资产处置收入是否足额上缴？
with

examined as (
    select
        item.disposal_id,
        item.unit_id,
        item.way,
        item.income_fen,
        item.paid_in_fen,
        item.disposed_on
    from src.asset_disposal as item
    where
        item.disposed_on is not null
        and item.way in ('sale', 'scrap')
        and coalesce(item.income_fen > 0, true)
),

judged as (
    select
        examined.disposal_id,
        examined.unit_id,
        examined.way,
        examined.income_fen,
        examined.paid_in_fen,
        examined.disposed_on,
        case
            when examined.income_fen is null or examined.paid_in_fen is null then 'income'
        end as missing
    from examined
)

select
    judged.disposal_id as record_id,
    judged.disposed_on as trigger_day,
    judged.unit_id,
    judged.way,
    judged.income_fen,
    judged.paid_in_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.paid_in_fen < judged.income_fen then 'flagged'
        else 'clear'
    end as verdict
from judged
