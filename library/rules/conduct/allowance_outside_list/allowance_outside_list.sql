-- 每笔津贴补贴发放一行：发放的津贴补贴是否在批准的项目之内？
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
        allowed.item_code as listed
    from src.allowance_payment as item
    left join src.allowance_item as allowed
        on
            item.item_code = allowed.item_code
            and item.paid_on >= allowed.valid_from
            and coalesce(item.paid_on <= allowed.valid_to, true)
    where
        item.amount_fen > 0
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
        examined.listed,
        case
            when examined.month is null then 'month'
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
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.listed is null then 'flagged'
        else 'clear'
    end as verdict
from judged
