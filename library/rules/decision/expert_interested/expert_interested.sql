-- 参加论证的专家是否与决策事项没有直接利害关系？
select
    fact.opinion_id as record_id,
    fact.signed_on as trigger_day,
    fact.unit_id,
    fact.matter_id,
    fact.interest,
    case when fact.interest is null then 'interest' end as missing,
    case
        when fact.interest is null then 'undecidable'
        when fact.interest = 'conflict' then 'flagged'
        else 'clear'
    end as verdict
from src.expert_opinion as fact
