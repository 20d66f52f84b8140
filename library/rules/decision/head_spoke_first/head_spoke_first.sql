-- 集体讨论时主要负责人是否最后发言？
select
    fact.matter_id || '|' || cast(fact.held_on as varchar) as record_id,
    fact.held_on as trigger_day,
    fact.unit_id,
    fact.matter_id,
    fact.head_spoke_last,
    case when fact.head_spoke_last is null then 'order' end as missing,
    case
        when fact.head_spoke_last is null then 'undecidable'
        when not fact.head_spoke_last then 'flagged'
        else 'clear'
    end as verdict
from src.collective_vote as fact
