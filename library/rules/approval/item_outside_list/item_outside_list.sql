-- 受理之日有无有效的事项版本；单位没有报送清单的，无法判定。
with

listed as (
    select
        item.unit_id,
        count(distinct item.item_id) as unit_items
    from src.service_item as item
    group by item.unit_id
),

matched as (
    select
        matter.matter_id,
        max(case
            when matter.accepted_on between item.version_from and coalesce(item.version_to, matter.accepted_on) then 1
            else 0
        end) as is_listed,
        max(item.version_to) as last_listed_on
    from src.matter as matter
    join src.service_item as item
        on matter.item_id = item.item_id
    group by matter.matter_id
)

select
    matter.matter_id as record_id,
    matter.accepted_on as trigger_day,
    matter.unit_id,
    matter.handler_id,
    matter.item_id,
    matched.last_listed_on,
    listed.unit_items,
    case when listed.unit_items is null then 'list' end as missing,
    case
        when listed.unit_items is null then 'undecidable'
        when matched.is_listed = 1 then 'clear'
        else 'flagged'
    end as verdict
from src.matter as matter
left join listed
    on matter.unit_id = listed.unit_id
left join matched
    on matter.matter_id = matched.matter_id
where
    matter.procedure in ('licence', 'joint')
    and matter.accepted_on is not null
