-- 每次委托一行：选定之日，受托的入驻机构是否已经公开办理条件、流程、时限、收费标准。
select
    placed.order_id as record_id,
    placed.chosen_on as trigger_day,
    placed.unit_id,
    placed.intermediary_code,
    placed.service_kind,
    placed.amount_fen,
    firm.terms_published_on,
    case
        when not firm.terms_published then null
        when firm.terms_published_on is null then 'terms'
        when placed.chosen_on is null then 'chosen'
    end as missing,
    case
        when not firm.terms_published then 'flagged'
        when firm.terms_published_on is null then 'undecidable'
        when placed.chosen_on is null then 'undecidable'
        when firm.terms_published_on > placed.chosen_on then 'flagged'
        else 'clear'
    end as verdict
from src.service_order as placed
join src.intermediary as firm
    on placed.intermediary_code = firm.credit_code
