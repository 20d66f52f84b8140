-- 每份政府投资项目的施工合同一行：约定由施工单位垫资的金额是否为零。
select
    item.contract_id as record_id,
    item.signed_on as trigger_day,
    item.unit_id,
    item.project_id,
    item.contractor_code,
    item.amount_fen,
    item.prefinanced_fen,
    case when item.prefinanced_fen is null then 'prefinanced' end as missing,
    case
        when item.prefinanced_fen is null then 'undecidable'
        when item.prefinanced_fen > 0 then 'flagged'
        else 'clear'
    end as verdict
from src.works_contract as item
join src.project_approval as approval
    on item.project_id = approval.project_id
where item.kind = 'construction'
