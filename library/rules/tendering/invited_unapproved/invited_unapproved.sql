-- 每份经邀请招标签订的工程合同一行：国有资金占控股或者主导地位的项目采用邀请招标，是否有批准？
with

examined as (
    select
        item.contract_id,
        item.unit_id,
        item.project_id,
        item.contractor_code,
        item.amount_fen,
        item.exemption_no,
        item.signed_on,
        item.is_state_funded as funded
    from src.works_contract as item
    where
        item.award_way = 'invited'
),

judged as (
    select
        examined.contract_id,
        examined.unit_id,
        examined.project_id,
        examined.contractor_code,
        examined.amount_fen,
        examined.exemption_no,
        examined.signed_on,
        examined.funded,
        case
            when examined.funded is null then 'funded'
        end as missing
    from examined
)

select
    judged.contract_id as record_id,
    judged.signed_on as trigger_day,
    judged.unit_id,
    judged.project_id,
    judged.contractor_code,
    judged.amount_fen,
    judged.exemption_no,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.funded and judged.exemption_no is null then 'flagged'
        else 'clear'
    end as verdict
from judged
