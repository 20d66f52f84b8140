-- 每个单位每份公函：报销了几次工作餐，与规定的次数比较。
with

examined as (
    select
        item.letter_no,
        item.unit_id as unit_id,
        max(item.occurred_on) as last_on,
        count(item.voucher_id) as vouchers,
        string_agg(item.voucher_id, '、' order by item.voucher_id) as voucher_ids,
        cast(sum(item.amount_fen) as bigint) as total_fen,
        max(most.value) as most
    from src.expense_voucher as item
    left join param.conduct_meals as most
        on item.occurred_on = most.day
    where
        item.kind = 'reception'
        and item.basis = 'account'
        and item.letter_no is not null
        and item.amount_fen > 0
    group by
        item.letter_no,
        item.unit_id
),

judged as (
    select
        examined.letter_no,
        examined.unit_id,
        examined.last_on,
        examined.vouchers,
        examined.voucher_ids,
        examined.total_fen,
        examined.most,
        case
            when examined.most is null then 'day'
        end as missing
    from examined
)

select
    judged.unit_id || '|' || judged.letter_no as record_id,
    judged.last_on as trigger_day,
    judged.unit_id,
    judged.vouchers,
    judged.voucher_ids,
    judged.total_fen,
    judged.most,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.vouchers > judged.most then 'flagged'
        else 'clear'
    end as verdict
from judged
