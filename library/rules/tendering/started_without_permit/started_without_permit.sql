-- 每份已经开工的施工合同一行：工程是否在取得施工许可之后开工？
with

examined as (
    select
        item.contract_id,
        item.unit_id,
        item.project_id,
        item.contractor_code,
        item.amount_fen,
        item.permit_on,
        item.started_on,
        most.value as limit_fen
    from src.works_contract as item
    left join param.investment_permit_amount as most
        on item.started_on = most.day
    where
        item.started_on is not null
        and item.kind = 'construction'
),

judged as (
    select
        examined.contract_id,
        examined.unit_id,
        examined.project_id,
        examined.contractor_code,
        examined.amount_fen,
        examined.permit_on,
        examined.started_on,
        examined.limit_fen,
        case
            when examined.limit_fen is null then 'day'
            when examined.amount_fen is null then 'amount'
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
    judged.permit_on,
    judged.limit_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.amount_fen > judged.limit_fen and coalesce(judged.permit_on > judged.started_on, true) then 'flagged'
        else 'clear'
    end as verdict
from judged
