-- 每个采用综合评分的采购包：招标只有下限，没有上限；磋商有下限和上限。
with

scored as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.category,
        package.budget_fen,
        package.document_issued_on,
        package.evaluation_method,
        package.price_weight,
        case
            when package.method = 'consultation' and package.category = 'goods' then consultation_goods_low.value
            when package.method = 'consultation' then consultation_services_low.value
            when package.category = 'goods' then tender_goods.value
            else tender_services.value
        end as lowest,
        case
            when package.method = 'consultation' and package.category = 'goods' then consultation_goods_high.value
            when package.method = 'consultation' then consultation_services_high.value
        end as highest
    from src.procurement_package as package
    left join param.procurement_price_weight_goods as tender_goods
        on package.document_issued_on = tender_goods.day
    left join param.procurement_price_weight_services as tender_services
        on package.document_issued_on = tender_services.day
    left join param.procurement_consultation_weight_goods_low as consultation_goods_low
        on package.document_issued_on = consultation_goods_low.day
    left join param.procurement_consultation_weight_goods_high as consultation_goods_high
        on package.document_issued_on = consultation_goods_high.day
    left join param.procurement_consultation_weight_services_low as consultation_services_low
        on package.document_issued_on = consultation_services_low.day
    left join param.procurement_consultation_weight_services_high as consultation_services_high
        on package.document_issued_on = consultation_services_high.day
    where
        package.category in ('goods', 'services')
        and package.method in ('open_tender', 'invited_tender', 'consultation')
        and package.status in ('open', 'awarded')
        and coalesce(package.evaluation_method, 'comprehensive') = 'comprehensive'
)

select
    scored.package_id as record_id,
    scored.document_issued_on as trigger_day,
    scored.buyer_id,
    scored.method,
    scored.category,
    scored.budget_fen,
    scored.price_weight,
    scored.lowest,
    scored.highest,
    case
        when scored.evaluation_method is null then 'evaluation'
        when scored.price_weight is null then 'weight'
        when scored.lowest is null then 'document'
    end as missing,
    case
        when scored.evaluation_method is null then 'undecidable'
        when scored.price_weight is null then 'undecidable'
        when scored.lowest is null then 'undecidable'
        when scored.price_weight < scored.lowest then 'flagged'
        when scored.price_weight > scored.highest then 'flagged'
        else 'clear'
    end as verdict
from scored
