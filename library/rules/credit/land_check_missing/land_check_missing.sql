-- 每宗已成交的出让土地：竞得人的信用核查回执是否存在，且不晚于成交日期。
with

checked as (
    select
        receipt.subject_id,
        receipt.credit_code,
        min(receipt.checked_on) as checked_on
    from src.credit_check as receipt
    where receipt.gate = 'land'
    group by receipt.subject_id, receipt.credit_code
),

judged as (
    select
        parcel.parcel_id,
        parcel.won_on,
        parcel.unit_id,
        parcel.winner_code,
        parcel.price_fen,
        checked.checked_on,
        case
            when parcel.winner_code is null then 'winner'
            when checked.checked_on is null then null
            when parcel.won_on is null then 'won'
        end as missing
    from src.land_transfer as parcel
    left join checked
        on parcel.parcel_id = checked.subject_id and parcel.winner_code = checked.credit_code
    where coalesce(parcel.won_on, parcel.contract_on) is not null
)

select
    judged.parcel_id as record_id,
    judged.won_on as trigger_day,
    judged.unit_id,
    judged.winner_code,
    judged.price_fen,
    judged.checked_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.checked_on is null then 'flagged'
        when judged.checked_on > judged.won_on then 'flagged'
        else 'clear'
    end as verdict
from judged
