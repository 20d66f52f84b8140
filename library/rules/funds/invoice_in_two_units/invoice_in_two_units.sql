-- 同一收款人的同一发票号：在几个单位报销、各付多少。绝大多数发票只在一个单位，只对其余的列出单位。
with

paid as (
    select
        item.invoice_no,
        item.payee_code,
        item.unit_id,
        item.paid_on,
        item.amount_fen
    from src.payment as item
    where
        item.invoice_no is not null
        and item.amount_fen > 0
),

invoices as (
    select
        paid.invoice_no,
        paid.payee_code,
        min(paid.unit_id) as first_unit_id,
        max(paid.unit_id) as last_unit_id,
        max(paid.paid_on) as last_on,
        cast(sum(paid.amount_fen) as bigint) as total_fen
    from paid
    group by
        paid.invoice_no,
        paid.payee_code
),

shared as (
    select
        invoices.invoice_no,
        invoices.payee_code,
        string_agg(distinct paid.unit_id, '、' order by paid.unit_id) as units,
        count(distinct paid.unit_id) as unit_count
    from invoices
    join paid
        on invoices.invoice_no = paid.invoice_no
        and invoices.payee_code is not distinct from paid.payee_code
    where invoices.first_unit_id <> invoices.last_unit_id
    group by
        invoices.invoice_no,
        invoices.payee_code
),

judged as (
    select
        invoices.invoice_no,
        coalesce(shared.units, invoices.first_unit_id) as units,
        invoices.payee_code,
        invoices.last_on,
        coalesce(shared.unit_count, 1) as unit_count,
        invoices.total_fen,
        case
            when invoices.first_unit_id <> invoices.last_unit_id and invoices.payee_code is null then 'payee'
        end as missing
    from invoices
    left join shared
        on invoices.invoice_no = shared.invoice_no
        and invoices.payee_code is not distinct from shared.payee_code
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
