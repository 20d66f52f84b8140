-- 每次有住宿费的出差一行：住宿费是否在目的地和级别的限额之内？
with

examined as (
    select
        item.claim_id,
        item.unit_id,
        item.person_id,
        item.city,
        item.nights,
        item.lodging_fen,
        item.from_on,
        standard.lodging_fen as standard_fen
    from src.travel_claim as item
    left join src.travel_standard as standard
        on
            item.city = standard.city
            and item.rank = standard.rank
            and item.from_on >= standard.valid_from
            and coalesce(item.from_on <= standard.valid_to, true)
    where
        item.lodging_fen > 0
),

judged as (
    select
        examined.claim_id,
        examined.unit_id,
        examined.person_id,
        examined.city,
        examined.nights,
        examined.lodging_fen,
        examined.from_on,
        examined.standard_fen,
        case
            when examined.nights is null then 'nights'
            when examined.standard_fen is null then 'standard'
        end as missing
    from examined
)

select
    judged.claim_id as record_id,
    judged.from_on as trigger_day,
    judged.unit_id,
    judged.person_id,
    judged.city,
    judged.nights,
    judged.lodging_fen,
    judged.standard_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.lodging_fen > judged.nights * judged.standard_fen then 'flagged'
        else 'clear'
    end as verdict
from judged
