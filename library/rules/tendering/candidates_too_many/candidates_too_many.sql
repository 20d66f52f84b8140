-- 每个招标项目的候选人公示一行：推荐公示的中标候选人是否不超过三个？
with

examined as (
    select
        item.package_id,
        item.unit_id,
        item.candidates,
        item.published_on,
        most.value as most
    from src.candidate_notice as item
    left join param.tendering_candidates as most
        on item.published_on = most.day
),

judged as (
    select
        examined.package_id,
        examined.unit_id,
        examined.candidates,
        examined.published_on,
        examined.most,
        case
            when examined.most is null then 'day'
            when examined.candidates is null then 'candidates'
        end as missing
    from examined
)

select
    judged.package_id as record_id,
    judged.published_on as trigger_day,
    judged.unit_id,
    judged.candidates,
    judged.most,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.candidates > judged.most then 'flagged'
        else 'clear'
    end as verdict
from judged
