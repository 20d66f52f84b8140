-- 每人每期每个互斥组：领取了几项不得重复享受的补贴。
with

examined as (
    select
        item.id_token,
        item.period,
        programme.group as exclusive,
        string_agg(distinct item.unit_id, '、' order by item.unit_id) as units,
        max(item.paid_on) as last_on,
        count(distinct item.programme_id) as programmes,
        string_agg(distinct item.programme_id, '、' order by item.programme_id) as programme_ids,
        cast(sum(item.amount_fen) as bigint) as total_fen
    from src.subsidy_payment as item
    join src.subsidy_programme as programme
        on
            item.programme_id = programme.programme_id
            and item.paid_on >= programme.valid_from
            and coalesce(item.paid_on <= programme.valid_to, true)
    where
        item.amount_fen > 0
    group by
        item.id_token,
        item.period,
        programme.group
),

judged as (
    select
        examined.id_token,
        examined.period,
        examined.exclusive,
        examined.units,
        examined.last_on,
        examined.programmes,
        examined.programme_ids,
        examined.total_fen,
        case
            when examined.programmes > 1 and examined.exclusive is null then 'group'
        end as missing
    from examined
)

select
    judged.id_token || '|' || judged.period || '|' || coalesce(judged.exclusive, '') as record_id,
    judged.last_on as trigger_day,
    judged.units,
    judged.period,
    judged.exclusive,
    judged.programmes,
    judged.programme_ids,
    judged.total_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.programmes > 1 then 'flagged'
        else 'clear'
    end as verdict
from judged
