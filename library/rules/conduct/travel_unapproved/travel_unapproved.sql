-- 每次出差报销一行：出差是否有审批单？
with

examined as (
    select
        item.claim_id,
        item.unit_id,
        item.person_id,
        item.city,
        item.lodging_fen,
        item.approval_no,
        item.from_on,
        run.as_of as as_of
    from src.travel_claim as item
    cross join engine.run as run
),

judged as (
    select
        examined.claim_id,
        examined.unit_id,
        examined.person_id,
        examined.city,
        examined.lodging_fen,
        examined.approval_no,
        examined.from_on,
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
    judged.city,
    judged.lodging_fen,
    judged.approval_no,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.approval_no is null then 'flagged'
        else 'clear'
    end as verdict
from judged
