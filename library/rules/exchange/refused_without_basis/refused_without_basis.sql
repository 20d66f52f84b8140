-- 每件不同意的共享申请：是否登记了依据。
select
    asked.request_id as record_id,
    asked.decided_on as trigger_day,
    asked.owner_id,
    asked.unit_id,
    asked.data_table,
    asked.basis,
    case
        when asked.decision is null then 'decision'
    end as missing,
    case
        when asked.decision is null then 'undecidable'
        when asked.basis is null then 'flagged'
        else 'clear'
    end as verdict
from src.share_request as asked
where
    asked.decided_on is not null
    and coalesce(asked.decision, 'refused') = 'refused'
