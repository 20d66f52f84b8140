-- 每份预留质量保证金的工程合同一行：预留的质量保证金是否不超过结算价款的百分之三？
with

examined as (
    select
        item.contract_id,
        item.unit_id,
        item.project_id,
        item.contractor_code,
        item.amount_fen,
        item.settlement_fen,
        item.retention_fen,
        item.settlement_on,
        share.value as most
    from src.works_contract as item
    left join param.investment_quality_retention as share
        on item.settlement_on = share.day
    where
        item.retention_fen > 0
),

judged as (
    select
        examined.contract_id,
        examined.unit_id,
        examined.project_id,
        examined.contractor_code,
        examined.amount_fen,
        examined.settlement_fen,
        examined.retention_fen,
        examined.settlement_on,
        examined.most,
        case
            when examined.most is null then 'day'
            when examined.settlement_fen is null then 'settlement'
        end as missing
    from examined
)

select
    judged.contract_id as record_id,
    judged.settlement_on as trigger_day,
    judged.unit_id,
    judged.project_id,
    judged.contractor_code,
    judged.amount_fen,
    judged.settlement_fen,
    judged.retention_fen,
    judged.most,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.retention_fen > judged.settlement_fen * judged.most then 'flagged'
        else 'clear'
    end as verdict
from judged
