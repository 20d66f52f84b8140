-- 每笔登记的债务和担保一行，事业单位和国有企业除外：是否属于政府债券转贷，或者外国政府、国际经济组织贷款转贷。
select
    item.debt_id as record_id,
    item.signed_on as trigger_day,
    item.unit_id,
    item.kind,
    item.creditor,
    item.amount_fen,
    case when item.kind is null then 'kind' end as missing,
    case
        when item.kind is null then 'undecidable'
        when item.kind in ('bond', 'foreign') then 'clear'
        else 'flagged'
    end as verdict
from src.unit_debt as item
join src.unit as debtor
    on item.unit_id = debtor.unit_id
where debtor.kind not in ('institution', 'enterprise')
