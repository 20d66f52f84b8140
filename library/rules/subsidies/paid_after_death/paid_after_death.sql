-- 每笔补贴发放一行：补贴是否在领取人死亡之后停发？
with

examined as (
    select
        item.payment_id,
        item.unit_id,
        item.programme_id,
        item.period,
        item.amount_fen,
        item.paid_on,
        person.died_on as died_on,
        person.id_token as known
    from src.subsidy_payment as item
    left join src.beneficiary as person
        on item.id_token = person.id_token
),

judged as (
    select
        examined.payment_id,
        examined.unit_id,
        examined.programme_id,
        examined.period,
        examined.amount_fen,
        examined.paid_on,
        examined.died_on,
        examined.known,
        case
            when examined.known is null then 'person'
        end as missing
    from examined
)

select
    judged.payment_id as record_id,
    judged.paid_on as trigger_day,
    judged.unit_id,
    judged.programme_id,
    judged.period,
    judged.amount_fen,
    judged.died_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.paid_on > judged.died_on then 'flagged'
        else 'clear'
    end as verdict
from judged
