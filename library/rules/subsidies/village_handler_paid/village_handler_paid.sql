-- 每笔付给个人的村级支出一行：村级支出的收款人是否与经手人、审批人不是同一人？
with

examined as (
    select
        item.payment_id,
        item.unit_id,
        item.village,
        item.purpose,
        item.amount_fen,
        item.paid_on,
        item.payee_token as payee_token,
        item.handler_token as handler_token,
        item.approver_token as approver_token
    from src.village_payment as item
    where
        item.payee_token is not null
),

judged as (
    select
        examined.payment_id,
        examined.unit_id,
        examined.village,
        examined.purpose,
        examined.amount_fen,
        examined.paid_on,
        examined.payee_token,
        examined.handler_token,
        examined.approver_token,
        case
            when examined.handler_token is null or examined.approver_token is null then 'signer'
        end as missing
    from examined
)

select
    judged.payment_id as record_id,
    judged.paid_on as trigger_day,
    judged.unit_id,
    judged.village,
    judged.purpose,
    judged.amount_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.payee_token = judged.handler_token or judged.payee_token = judged.approver_token then 'flagged'
        else 'clear'
    end as verdict
from judged
