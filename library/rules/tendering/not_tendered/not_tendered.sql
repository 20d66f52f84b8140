-- 每份直接发包的国有资金工程合同一行：达到规模标准的国有资金工程合同是否经过招标或者依法批准不招标？
with

examined as (
    select
        item.contract_id,
        item.unit_id,
        item.project_id,
        item.kind,
        item.contractor_code,
        item.estimate_fen,
        item.exemption_no,
        item.signed_on,
        case
            when item.kind = 'construction' then works.value
            when item.kind = 'goods' then goods.value
            else services.value
        end as threshold_fen,
        item.is_state_funded as funded
    from src.works_contract as item
    left join param.tendering_works_amount as works
        on item.signed_on = works.day
    left join param.tendering_goods_amount as goods
        on item.signed_on = goods.day
    left join param.tendering_services_amount as services
        on item.signed_on = services.day
    where
        item.award_way = 'direct'
        and coalesce(item.is_state_funded, true)
),

judged as (
    select
        examined.contract_id,
        examined.unit_id,
        examined.project_id,
        examined.kind,
        examined.contractor_code,
        examined.estimate_fen,
        examined.exemption_no,
        examined.signed_on,
        examined.threshold_fen,
        examined.funded,
        case
            when examined.threshold_fen is null then 'day'
            when examined.estimate_fen is null then 'estimate'
            when examined.funded is null then 'funded'
        end as missing
    from examined
)

select
    judged.contract_id as record_id,
    judged.signed_on as trigger_day,
    judged.unit_id,
    judged.project_id,
    judged.kind,
    judged.contractor_code,
    judged.estimate_fen,
    judged.exemption_no,
    judged.threshold_fen,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.exemption_no is not null then 'clear'
        when judged.estimate_fen >= judged.threshold_fen then 'flagged'
        else 'clear'
    end as verdict
from judged
