-- 集体讨论中的不同意见是否如实记录？
select
    fact.matter_id || '|' || cast(fact.held_on as varchar) as record_id,
    fact.held_on as trigger_day,
    fact.unit_id,
    fact.matter_id,
    fact.dissent,
    case when fact.dissent is null then 'dissent' end as missing,
    case
        when fact.dissent is null then 'undecidable'
        when fact.dissent = 'unrecorded' then 'flagged'
        else 'clear'
    end as verdict
from src.collective_vote as fact
