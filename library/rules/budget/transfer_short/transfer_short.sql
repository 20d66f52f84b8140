-- 每次已下达的转移支付一行：下达的转移支付是否不少于预算安排的金额？
with

examined as (
    select
        item.transfer_id,
        item.issuer_id,
        item.recipient_id,
        item.planned_fen,
        item.issued_fen,
        item.issued_on
    from src.transfer as item
    where
        item.issued_on is not null
),

judged as (
    select
        examined.transfer_id,
        examined.issuer_id,
        examined.recipient_id,
        examined.planned_fen,
        examined.issued_fen,
        examined.issued_on,
        case
            when examined.planned_fen is null or examined.issued_fen is null then 'amount'
        end as missing
    from examined
)

select
    judged.transfer_id as record_id,
    judged.issued_on as trigger_day,
    judged.issuer_id,
    judged.recipient_id,
    judged.planned_fen,
    judged.issued_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.issued_fen < judged.planned_fen then 'flagged'
        else 'clear'
    end as verdict
from judged
