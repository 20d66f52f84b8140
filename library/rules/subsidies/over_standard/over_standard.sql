-- 每笔补贴发放一行：每人每期的补贴是否不超过标准？
with

examined as (
    select
        item.payment_id,
        item.unit_id,
        item.programme_id,
        item.period,
        item.amount_fen,
        item.paid_on,
        programme.standard_fen as standard_fen
    from src.subsidy_payment as item
    left join src.subsidy_programme as programme
        on
            item.programme_id = programme.programme_id
            and item.paid_on >= programme.valid_from
            and coalesce(item.paid_on <= programme.valid_to, true)
),

judged as (
    select
        examined.payment_id,
        examined.unit_id,
        examined.programme_id,
        examined.period,
        examined.amount_fen,
        examined.paid_on,
        examined.standard_fen,
        case
            when examined.standard_fen is null then 'standard'
        end as missing
    from examined
)

select
    judged.payment_id as record_id,
    judged.paid_on as trigger_day,
    judged.unit_id,
    judged.programme_id,
    judged.period,
    judged.amount_fen,
    judged.standard_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.amount_fen > judged.standard_fen then 'flagged'
        else 'clear'
    end as verdict
from judged
