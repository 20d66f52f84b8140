-- 每笔目录之内的津贴补贴发放一行：津贴补贴是否不超过每月标准？
with

examined as (
    select
        item.payment_id,
        item.unit_id,
        item.person_id,
        item.item_code,
        item.month,
        item.amount_fen,
        item.paid_on,
        allowed.standard_fen as standard_fen
    from src.allowance_payment as item
    join src.allowance_item as allowed
        on
            item.item_code = allowed.item_code
            and item.paid_on >= allowed.valid_from
            and coalesce(item.paid_on <= allowed.valid_to, true)
),

judged as (
    select
        examined.payment_id,
        examined.unit_id,
        examined.person_id,
        examined.item_code,
        examined.month,
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
    judged.person_id,
    judged.item_code,
    judged.month,
    judged.amount_fen,
    judged.standard_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.amount_fen > judged.standard_fen then 'flagged'
        else 'clear'
    end as verdict
from judged
