-- Charges to enterprises and the catalogue in force on the day of the charge.
with

matched as (
    select
        charge.charge_id,
        max(case
            when charge.charged_on between fee.valid_from and coalesce(fee.valid_to, charge.charged_on) then 1
            else 0
        end) as is_listed,
        max(fee.valid_to) as last_listed_on
    from src.charge_record as charge
    join src.fee_item as fee
        on charge.fee_id = fee.fee_id
    group by charge.charge_id
)

select
    charge.charge_id as record_id,
    charge.charged_on as trigger_day,
    charge.unit_id,
    charge.fee_id,
    charge.payer_code,
    charge.amount_fen,
    matched.last_listed_on,
    charge.receipt_no,
    case when charge.fee_id is null then 'fee' end as missing,
    case
        when charge.fee_id is null then 'undecidable'
        when matched.is_listed = 1 then 'clear'
        else 'flagged'
    end as verdict
from src.charge_record as charge
left join matched
    on charge.charge_id = matched.charge_id
where charge.payer_code is not null
