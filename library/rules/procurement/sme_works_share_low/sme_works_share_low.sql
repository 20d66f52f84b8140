-- 每个采购人每个年度一行：超过标准的工程采购预算是否按规定比例预留给中小企业？
with

examined as (
    select
        item.unit_id,
        item.fiscal_year,
        item.works_fen,
        item.works_reserved_fen,
        item.planned_on,
        share.value as least
    from src.sme_plan as item
    left join param.procurement_sme_share_works as share
        on item.planned_on = share.day
),

judged as (
    select
        examined.unit_id,
        examined.fiscal_year,
        examined.works_fen,
        examined.works_reserved_fen,
        examined.planned_on,
        examined.least,
        case
            when examined.least is null then 'day'
            when examined.works_fen is null or examined.works_reserved_fen is null then 'amount'
        end as missing
    from examined
)

select
    judged.unit_id || '|' || cast(judged.fiscal_year as varchar) as record_id,
    judged.planned_on as trigger_day,
    judged.unit_id,
    judged.fiscal_year,
    judged.works_fen,
    judged.works_reserved_fen,
    judged.least,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.works_reserved_fen < judged.works_fen * judged.least then 'flagged'
        else 'clear'
    end as verdict
from judged
