-- 每个采购人每个年度一行：预留给中小企业的份额中，小微企业是否不低于百分之六十？
with

examined as (
    select
        item.unit_id,
        item.fiscal_year,
        item.small_micro_fen,
        item.planned_on,
        item.goods_services_reserved_fen + item.works_reserved_fen as reserved_fen,
        share.value as least
    from src.sme_plan as item
    left join param.procurement_sme_share_small as share
        on item.planned_on = share.day
),

judged as (
    select
        examined.unit_id,
        examined.fiscal_year,
        examined.small_micro_fen,
        examined.planned_on,
        examined.reserved_fen,
        examined.least,
        case
            when examined.least is null then 'day'
            when examined.reserved_fen is null or examined.small_micro_fen is null then 'amount'
        end as missing
    from examined
)

select
    judged.unit_id || '|' || cast(judged.fiscal_year as varchar) as record_id,
    judged.planned_on as trigger_day,
    judged.unit_id,
    judged.fiscal_year,
    judged.small_micro_fen,
    judged.reserved_fen,
    judged.least,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.small_micro_fen < judged.reserved_fen * judged.least then 'flagged'
        else 'clear'
    end as verdict
from judged
