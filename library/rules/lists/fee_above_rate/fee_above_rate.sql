-- Charges of items that were in the catalogue that day: amount against rate times quantity.
select
    charge.charge_id as record_id,
    charge.charged_on as trigger_day,
    charge.unit_id,
    charge.fee_id,
    charge.payer_code,
    charge.amount_fen,
    fee.rate_fen,
    charge.quantity,
    fee.rate_unit,
    case
        when fee.rate_fen is null then 'rate'
        when charge.quantity is null then 'quantity'
    end as missing,
    case
        when fee.rate_fen is null or charge.quantity is null then 'undecidable'
        when charge.amount_fen > fee.rate_fen * charge.quantity then 'flagged'
        else 'clear'
    end as verdict
from src.charge_record as charge
join src.fee_item as fee
    on
        charge.fee_id = fee.fee_id
        and charge.charged_on between fee.valid_from and coalesce(fee.valid_to, charge.charged_on)
