-- 每份关联到中标的合同：签订日期与通知书发出日期的先后。
select
    contract.contract_id as record_id,
    award.notice_on as trigger_day,
    contract.buyer_id,
    contract.supplier_code,
    contract.amount_fen,
    contract.signed_on,
    case
        when award.notice_on is null then 'notice'
        when contract.signed_on is null then 'signed'
    end as missing,
    case
        when award.notice_on is null then 'undecidable'
        when contract.signed_on is null then 'undecidable'
        when contract.signed_on < award.notice_on then 'flagged'
        else 'clear'
    end as verdict
from src.contract as contract
join src.award as award
    on contract.award_id = award.award_id
