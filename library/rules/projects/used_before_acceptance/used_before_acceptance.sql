-- 每份已交付使用的施工合同一行：工程是否在竣工验收合格之后交付使用？
with

examined as (
    select
        item.contract_id,
        item.unit_id,
        item.project_id,
        item.contractor_code,
        item.amount_fen,
        item.accepted_on,
        item.used_on,
        run.as_of as as_of
    from src.works_contract as item
    cross join engine.run as run
    where
        item.used_on is not null
        and item.kind = 'construction'
),

judged as (
    select
        examined.contract_id,
        examined.unit_id,
        examined.project_id,
        examined.contractor_code,
        examined.amount_fen,
        examined.accepted_on,
        examined.used_on,
        examined.as_of,
        case
            when examined.used_on > examined.as_of then 'future'
        end as missing
    from examined
)

select
    judged.contract_id as record_id,
    judged.used_on as trigger_day,
    judged.unit_id,
    judged.project_id,
    judged.contractor_code,
    judged.amount_fen,
    judged.accepted_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when coalesce(judged.accepted_on > judged.used_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
