-- 每项限制市场准入的措施：依据类别是否为法律、法规或者中央政策，并写明依据。
select
    sanction.measure_id as record_id,
    sanction.starts_on as trigger_day,
    sanction.unit_id,
    sanction.credit_code,
    sanction.basis_kind,
    sanction.basis,
    case
        when sanction.basis_kind is null then 'kind'
    end as missing,
    case
        when sanction.basis_kind is null then 'undecidable'
        when sanction.basis_kind in ('local_document', 'none') then 'flagged'
        when sanction.basis is null then 'flagged'
        else 'clear'
    end as verdict
from src.sanction_measure as sanction
where sanction.measure = 'market_entry'
