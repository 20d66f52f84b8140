-- 每份已经开工的工程合同一行：工程是否在签订合同之后开工？
with

examined as (
    select
        item.contract_id,
        item.unit_id,
        item.project_id,
        item.contractor_code,
        item.amount_fen,
        item.signed_on,
        item.started_on
    from src.works_contract as item
    where
        item.started_on is not null
),

judged as (
    select
        examined.contract_id,
        examined.unit_id,
        examined.project_id,
        examined.contractor_code,
        examined.amount_fen,
        examined.signed_on,
        examined.started_on,
        case
            when examined.signed_on is null then 'signed'
        end as missing
    from examined
)

select
    judged.contract_id as record_id,
    judged.started_on as trigger_day,
    judged.unit_id,
    judged.project_id,
    judged.contractor_code,
    judged.amount_fen,
    judged.signed_on,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.signed_on > judged.started_on then 'flagged'
        else 'clear'
    end as verdict
from judged
