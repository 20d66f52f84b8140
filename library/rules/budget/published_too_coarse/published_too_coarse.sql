-- 每份已经公开的预算、决算一行：功能分类是否公开到项，经济分类是否公开到款。
select
    item.approval_id as record_id,
    item.published_on as trigger_day,
    item.unit_id,
    item.fiscal_year,
    item.kind,
    item.function_detail,
    item.economic_detail,
    case
        when item.function_detail <> 'item' then null
        when item.economic_detail = 'class' then null
        when item.function_detail is null then 'detail'
        when item.economic_detail is null then 'detail'
    end as missing,
    case
        when item.function_detail <> 'item' then 'flagged'
        when item.economic_detail = 'class' then 'flagged'
        when item.function_detail is null then 'undecidable'
        when item.economic_detail is null then 'undecidable'
        else 'clear'
    end as verdict
from src.budget_approval as item
where item.published_on is not null
