-- 每份有核查回执的中标成交：通知书发出以前最近一次核查，在通知书发出之日是否仍然有效。
with

checked as (
    select
        award.award_id,
        award.winner_code,
        award.amount_fen,
        award.notice_on,
        package.buyer_id,
        max(receipt.checked_on) as checked_on
    from src.award as award
    inner join src.procurement_package as package
        on award.package_id = package.package_id
    inner join src.credit_check as receipt
        on award.package_id = receipt.subject_id and award.winner_code = receipt.credit_code
    where
        receipt.gate in ('procurement', 'tendering')
        and coalesce(receipt.checked_on <= award.notice_on, true)
    group by
        award.award_id,
        award.winner_code,
        award.amount_fen,
        award.notice_on,
        package.buyer_id
),

judged as (
    select
        checked.award_id,
        checked.winner_code,
        checked.amount_fen,
        checked.notice_on,
        checked.buyer_id,
        checked.checked_on,
        validity.due_day as valid_until,
        case
            when checked.notice_on is null then 'notice'
            when validity.due_day is null then 'validity'
        end as missing
    from checked
    left join param.credit_check_validity as validity
        on checked.checked_on = validity.start_day
)

select
    judged.award_id as record_id,
    judged.notice_on as trigger_day,
    judged.buyer_id,
    judged.winner_code,
    judged.amount_fen,
    judged.checked_on,
    judged.valid_until,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.notice_on > judged.valid_until then 'flagged'
        else 'clear'
    end as verdict
from judged
