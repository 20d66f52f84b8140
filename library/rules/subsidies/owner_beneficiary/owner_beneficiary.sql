-- 每笔不许企业出资人享受的补贴发放一行：领取补贴的人是否没有在存续企业出资或者任法定代表人？
with

owning as (
    select
        payment.payment_id,
        count(distinct relation.credit_code) as enterprises,
        min(relation.credit_code) as credit_code
    from src.subsidy_payment as payment
    join src.enterprise_person as relation
        on payment.id_token = relation.id_token
    join src.enterprise as enterprise
        on relation.credit_code = enterprise.credit_code
    where
        relation.role in ('legal_representative', 'shareholder')
        and relation.from_on <= payment.paid_on
        and coalesce(payment.paid_on < relation.to_on, true)
        and coalesce(enterprise.status, 'active') = 'active'
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
        owning.enterprises as enterprises,
        owning.credit_code as credit_code,
        programme.bars_owners as bars
    from src.subsidy_payment as item
    left join src.subsidy_programme as programme
        on
            item.programme_id = programme.programme_id
            and item.paid_on >= programme.valid_from
            and coalesce(item.paid_on <= programme.valid_to, true)
    left join owning
        on item.payment_id = owning.payment_id
    where
        coalesce(programme.bars_owners, true)
),

judged as (
    select
        examined.payment_id,
        examined.unit_id,
        examined.programme_id,
        examined.period,
        examined.amount_fen,
        examined.paid_on,
        examined.enterprises,
        examined.credit_code,
        examined.bars,
        case
            when examined.enterprises is not null and examined.bars is null then 'rule'
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
    judged.enterprises,
    judged.credit_code,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.enterprises is not null then 'flagged'
        else 'clear'
    end as verdict
from judged
