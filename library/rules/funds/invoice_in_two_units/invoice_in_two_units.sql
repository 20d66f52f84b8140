-- 同一收款人的同一发票号：在几个单位报销、各付多少。
with

examined as (
    select
        item.invoice_no,
        string_agg(distinct item.unit_id, '、' order by item.unit_id) as units,
        item.payee_code as payee_code,
        max(item.paid_on) as last_on,
        count(distinct item.unit_id) as unit_count,
        cast(sum(item.amount_fen) as bigint) as total_fen
    from src.payment as item
    where
        item.invoice_no is not null
        and item.amount_fen > 0
    group by
        item.invoice_no,
        item.payee_code
),

judged as (
    select
        examined.invoice_no,
        examined.units,
        examined.payee_code,
        examined.last_on,
        examined.unit_count,
        examined.total_fen,
        case
            when examined.unit_count > 1 and examined.payee_code is null then 'payee'
        end as missing
    from examined
)

select
    judged.invoice_no || '|' || coalesce(judged.payee_code, '') as record_id,
    judged.last_on as trigger_day,
    judged.units,
    judged.payee_code,
    judged.unit_count,
    judged.total_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.unit_count > 1 then 'flagged'
        else 'clear'
    end as verdict
from judged
