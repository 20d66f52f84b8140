-- 每笔不许财政供养人员享受的补贴发放一行：领取补贴的人是否不是在职的财政供养人员？
with

employed as (
    select
        payment.payment_id,
        min(person.unit_id) as employer_id
    from src.subsidy_payment as payment
    join src.person as person
        on payment.id_token = person.id_token
    where
        coalesce(person.from_on <= payment.paid_on, true)
        and coalesce(payment.paid_on <= person.to_on, true)
    group by payment.payment_id
),

examined as (
    select
        item.payment_id,
        item.unit_id,
        item.programme_id,
        item.period,
        item.amount_fen,
        item.paid_on,
        employed.employer_id as employer_id,
        programme.programme_id as known,
        programme.bars_employed as bars
    from src.subsidy_payment as item
    left join src.subsidy_programme as programme
        on
            item.programme_id = programme.programme_id
            and item.paid_on >= programme.valid_from
            and coalesce(item.paid_on <= programme.valid_to, true)
    left join employed
        on item.payment_id = employed.payment_id
    where
        coalesce(programme.bars_employed, true)
),

judged as (
    select
        examined.payment_id,
        examined.unit_id,
        examined.programme_id,
        examined.period,
        examined.amount_fen,
        examined.paid_on,
        examined.employer_id,
        examined.known,
        examined.bars,
        case
            when examined.employer_id is not null and examined.bars is null then 'rule'
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
    judged.employer_id,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.employer_id is not null then 'flagged'
        else 'clear'
    end as verdict
from judged
