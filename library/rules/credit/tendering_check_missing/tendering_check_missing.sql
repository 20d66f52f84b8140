-- 每份工程公开招标的中标：采购包登记的查询日期或者中标人的核查回执，取早者，是否不晚于通知书发出之日。
with

receipts as (
    select
        receipt.subject_id,
        receipt.credit_code,
        min(receipt.checked_on) as checked_on
    from src.credit_check as receipt
    where receipt.gate = 'tendering'
    group by receipt.subject_id, receipt.credit_code
),

judged as (
    select
        award.award_id,
        award.notice_on,
        package.buyer_id,
        award.winner_code,
        award.amount_fen,
        least(package.credit_checked_on, receipts.checked_on) as checked_on
    from src.award as award
    inner join src.procurement_package as package
        on award.package_id = package.package_id
    left join receipts
        on award.package_id = receipts.subject_id and award.winner_code = receipts.credit_code
    where
        package.category = 'works'
        and package.method = 'open_tender'
)

select
    judged.award_id as record_id,
    judged.notice_on as trigger_day,
    judged.buyer_id,
    judged.winner_code,
    judged.amount_fen,
    judged.checked_on,
    case
        when judged.checked_on is null then null
        when judged.notice_on is null then 'notice'
    end as missing,
    case
        when judged.checked_on is null then 'flagged'
        when judged.notice_on is null then 'undecidable'
        when judged.checked_on > judged.notice_on then 'flagged'
        else 'clear'
    end as verdict
from judged
