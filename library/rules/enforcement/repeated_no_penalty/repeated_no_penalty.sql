-- 每个单位每个当事人：本年度和上年度不予处罚的次数，两次以上的与提示次数比较。
with

spared as (
    select
        penalty.unit_id,
        penalty.party_code,
        max(penalty.decided_on) as last_on,
        count(*) as times,
        count(distinct penalty.investigator_id) as investigators
    from src.penalty as penalty
    cross join engine.run as run
    where
        penalty.decision = 'no_penalty'
        and penalty.party_code is not null
        and penalty.decided_on between run.prior_start and run.period_end
    group by penalty.unit_id, penalty.party_code
    having count(*) > 1
)

select
    spared.unit_id || '|' || spared.party_code as record_id,
    spared.last_on as trigger_day,
    spared.unit_id,
    spared.party_code,
    spared.times,
    spared.investigators,
    ceiling.value as limit_times,
    case when ceiling.value is null then 'limit' end as missing,
    case
        when ceiling.value is null then 'undecidable'
        when spared.times >= ceiling.value then 'flagged'
        else 'clear'
    end as verdict
from spared
left join param.enforcement_no_penalty_times as ceiling
    on spared.last_on = ceiling.day
