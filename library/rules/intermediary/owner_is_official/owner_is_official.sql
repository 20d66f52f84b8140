-- 每次委托：中介的登记人员与委托机关的人员证件号相同的，选定之日是否都在任。
with

matched as (
    select
        placed.order_id,
        placed.unit_id,
        placed.intermediary_code,
        placed.chosen_on,
        placed.amount_fen,
        official.person_id,
        registered.role,
        case
            when registered.from_on > placed.chosen_on then 'clear'
            when registered.to_on < placed.chosen_on then 'clear'
            when official.from_on > placed.chosen_on then 'clear'
            when official.to_on < placed.chosen_on then 'clear'
            else 'flagged'
        end as overlap
    from src.service_order as placed
    inner join src.enterprise_person as registered
        on placed.intermediary_code = registered.credit_code
    inner join src.person as official
        on registered.id_token = official.id_token and placed.unit_id = official.unit_id
),

grouped as (
    select
        matched.order_id,
        matched.unit_id,
        matched.intermediary_code,
        matched.chosen_on,
        matched.amount_fen,
        matched.person_id,
        min(matched.role) as role,
        max(matched.overlap) as overlap
    from matched
    group by
        matched.order_id,
        matched.unit_id,
        matched.intermediary_code,
        matched.chosen_on,
        matched.amount_fen,
        matched.person_id
)

select
    grouped.order_id || '|' || grouped.person_id as record_id,
    grouped.chosen_on as trigger_day,
    grouped.order_id,
    grouped.person_id,
    grouped.unit_id,
    grouped.intermediary_code,
    grouped.role,
    grouped.amount_fen,
    case
        when grouped.chosen_on is null then 'chosen'
    end as missing,
    case
        when grouped.chosen_on is null then 'undecidable'
        else grouped.overlap
    end as verdict
from grouped
