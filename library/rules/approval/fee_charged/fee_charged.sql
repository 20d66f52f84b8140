-- 许可办件有收费的，逐件询问依据。
select
    matter.matter_id as record_id,
    matter.received_on as trigger_day,
    matter.unit_id,
    matter.item_id,
    matter.applicant_name,
    matter.fee_fen,
    case when matter.fee_fen is null then 'fee' end as missing,
    case
        when matter.fee_fen is null then 'undecidable'
        when matter.fee_fen > 0 then 'flagged'
        else 'clear'
    end as verdict
from src.matter as matter
where matter.procedure in ('licence', 'joint')
