-- 每次出差：同一人更早开始的出差是否到这次开始那天还没有结束。同日返回又出发的不算。
with

examined as (
    select
        item.claim_id,
        item.unit_id,
        item.person_id,
        item.to_on,
        item.city,
        item.lodging_fen,
        item.from_on,
        max(item.to_on) over (
            partition by item.person_id order by item.from_on, item.claim_id
            rows between unbounded preceding and 1 preceding
        ) as earlier_until,
        run.as_of as as_of
    from src.travel_claim as item
    cross join engine.run as run
),

judged as (
    select
        examined.claim_id,
        examined.unit_id,
        examined.person_id,
        examined.to_on,
        examined.city,
        examined.lodging_fen,
        examined.from_on,
        examined.earlier_until,
        examined.as_of,
        case
            when examined.from_on > examined.as_of then 'future'
        end as missing
    from examined
)

select
    judged.claim_id as record_id,
    judged.from_on as trigger_day,
    judged.unit_id,
    judged.person_id,
    judged.to_on,
    judged.city,
    judged.lodging_fen,
    judged.earlier_until,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.earlier_until > judged.from_on then 'flagged'
        else 'clear'
    end as verdict
from judged
