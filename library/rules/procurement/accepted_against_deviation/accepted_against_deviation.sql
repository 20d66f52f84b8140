-- 每个验收为符合的实质性参数：中标响应是否为负偏离。
select
    line.acceptance_id || '|' || cast(line.number as varchar) as record_id,
    line.accepted_on as trigger_day,
    line.package_id,
    asked.parameter,
    asked.requirement,
    answered.answer,
    line.accepted_by as person_id,
    case when answered.deviation is null then 'deviation' end as missing,
    case
        when answered.deviation is null then 'undecidable'
        when answered.deviation = 'negative' then 'flagged'
        else 'clear'
    end as verdict
from src.acceptance_line as line
join src.procurement_parameter as asked
    on line.package_id = asked.package_id and line.number = asked.number
left join src.bid_answer as answered
    on line.package_id = answered.package_id and line.number = answered.number
where
    line.result = 'met'
    and asked.is_key
