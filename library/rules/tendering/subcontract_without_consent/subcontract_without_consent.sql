-- 每份已签订的专业工程分包合同一行：是否属于主体工作；是否由总包合同约定，或者签订以前经招标人同意。
select
    part.subcontract_id as record_id,
    part.signed_on as trigger_day,
    part.unit_id,
    part.contract_id,
    part.subcontractor_code,
    part.is_main,
    part.in_contract,
    part.consented_on,
    part.amount_fen,
    case when part.is_main is null then 'main' end as missing,
    case
        when part.is_main is null then 'undecidable'
        when part.is_main then 'flagged'
        when coalesce(part.in_contract, false) then 'clear'
        when part.consented_on <= part.signed_on then 'clear'
        else 'flagged'
    end as verdict
from src.works_subcontract as part
where
    part.kind = 'professional'
    and part.signed_on is not null
