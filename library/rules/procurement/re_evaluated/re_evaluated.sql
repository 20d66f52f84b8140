-- 每次重新评审一行：是否属于规定的情形；结果公告之后是否已经书面报告财政部门。
select
    item.evaluation_id as record_id,
    item.held_on as trigger_day,
    item.buyer_id,
    item.package_id,
    item.ground,
    item.result_on,
    item.reported_on,
    case when item.ground is null then 'ground' end as missing,
    case
        when item.ground is null then 'undecidable'
        when item.ground = 'other' then 'flagged'
        when item.reported_on is not null then 'clear'
        when item.result_on is not null then 'flagged'
        else 'pending'
    end as verdict
from src.re_evaluation as item
