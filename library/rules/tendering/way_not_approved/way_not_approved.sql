-- 每份登记了核准招标方式的项目的施工合同一行：实际发包方式是否不低于核准的方式。有不招标批准文号的除外。
select
    item.contract_id as record_id,
    item.signed_on as trigger_day,
    item.unit_id,
    item.project_id,
    item.contractor_code,
    item.amount_fen,
    approval.tender_way,
    item.award_way,
    case when item.award_way is null then 'way' end as missing,
    case
        when item.award_way is null then 'undecidable'
        when item.exemption_no is not null then 'clear'
        when approval.tender_way = 'open' and item.award_way <> 'open' then 'flagged'
        when approval.tender_way = 'invited' and item.award_way = 'direct' then 'flagged'
        else 'clear'
    end as verdict
from src.works_contract as item
join src.project_approval as approval
    on item.project_id = approval.project_id
where
    item.kind = 'construction'
    and approval.tender_way is not null
