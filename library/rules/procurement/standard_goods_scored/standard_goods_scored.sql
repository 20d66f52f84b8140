-- 每个登记为标准统一的招标采购包：评审办法是否为最低评标价法。
select
    package.package_id as record_id,
    package.document_issued_on as trigger_day,
    package.buyer_id,
    package.catalogue_code,
    package.budget_fen,
    package.evaluation_method,
    case when package.evaluation_method is null then 'evaluation' end as missing,
    case
        when package.evaluation_method is null then 'undecidable'
        when package.evaluation_method = 'lowest_price' then 'clear'
        else 'flagged'
    end as verdict
from src.procurement_package as package
where
    package.is_standard_goods
    and package.category in ('goods', 'services')
    and package.method in ('open_tender', 'invited_tender')
    and package.status in ('open', 'awarded')
