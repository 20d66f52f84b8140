-- 每件罚款案件：同一机关同日立案、同一当事人、同一案由是否另有罚款。
with

fined as (
    select
        item.unit_id,
        item.party_code,
        item.cause,
        item.filed_on,
        count(item.case_no) as cases,
        cast(sum(item.fine_fen) as bigint) as total_fen,
        string_agg(item.case_no, '、' order by item.case_no) as case_nos
    from src.penalty as item
    where
        item.fine_fen > 0
        and item.withdrawn_on is null
    group by
        item.unit_id,
        item.party_code,
        item.cause,
        item.filed_on
)

select
    item.case_no as record_id,
    coalesce(item.filed_on, item.decided_on) as trigger_day,
    item.unit_id,
    item.party_code,
    item.cause,
    item.fine_fen,
    fined.total_fen,
    fined.case_nos,
    case
        when item.filed_on is null then 'filed'
    end as missing,
    case
        when item.filed_on is null then 'undecidable'
        when fined.cases > 1 then 'flagged'
        else 'clear'
    end as verdict
from src.penalty as item
left join fined
    on
        item.unit_id = fined.unit_id
        and item.party_code = fined.party_code
        and item.cause = fined.cause
        and item.filed_on = fined.filed_on
where
    item.fine_fen > 0
    and item.withdrawn_on is null
    and item.party_code is not null
