-- 每个账号：替几个人收款。
with

examined as (
    select
        item.payee_account,
        string_agg(distinct item.unit_id, '、' order by item.unit_id) as units,
        max(item.paid_on) as last_on,
        count(distinct item.id_token) as persons,
        cast(sum(item.amount_fen) as bigint) as total_fen,
        max(most.value) as most
    from src.subsidy_payment as item
    left join param.subsidies_shared_account as most
        on item.paid_on = most.day
    where
        item.payee_account is not null
    group by
        item.payee_account
),

judged as (
    select
        examined.payee_account,
        examined.units,
        examined.last_on,
        examined.persons,
        examined.total_fen,
        examined.most,
        case
            when examined.most is null then 'day'
        end as missing
    from examined
)

select
    judged.payee_account as record_id,
    judged.last_on as trigger_day,
    judged.units,
    judged.persons,
    judged.total_fen,
    judged.most,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.persons > judged.most then 'flagged'
        else 'clear'
    end as verdict
from judged
