-- 本年度和上年度被变更、撤销、确认违法或无效、责令履行的案件：按单位和问题类别计数；
-- 最近一次纠错之后没有完成整改而次数达到提示次数的提示。
with

lost as (
    select
        given.unit_id,
        given.ground,
        count(*) as times,
        max(given.decided_on) as last_on,
        max(given.rectified_on) as rectified_on
    from src.reconsideration as given
    cross join engine.run as run
    where
        given.decision in ('change', 'revoke', 'illegal', 'invalid', 'perform')
        and given.ground is not null
        and given.decided_on between run.prior_start and run.period_end
    group by given.unit_id, given.ground
)

select
    lost.unit_id || '|' || lost.ground as record_id,
    lost.last_on as trigger_day,
    lost.unit_id,
    lost.ground,
    lost.times,
    lost.rectified_on,
    ceiling.value as limit_times,
    case when ceiling.value is null then 'limit' end as missing,
    case
        when ceiling.value is null then 'undecidable'
        when lost.times < ceiling.value or lost.rectified_on >= lost.last_on then 'clear'
        else 'flagged'
    end as verdict
from lost
left join param.reconsideration_lost_times as ceiling
    on lost.last_on = ceiling.day
