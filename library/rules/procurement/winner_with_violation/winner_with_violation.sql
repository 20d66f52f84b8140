-- 每份中标成交与中标人每件责令停产停业处罚一行：响应截止之日是否在处罚决定后三年之内。已撤回公示的处罚不计。
with

met as (
    select
        award.award_id,
        award.winner_code,
        award.amount_fen,
        package.buyer_id,
        package.bid_deadline_on,
        punished.case_no,
        punished.decided_on,
        term.due_day as until_on
    from src.award as award
    join src.procurement_package as package
        on award.package_id = package.package_id
    join src.penalty as punished
        on award.winner_code = punished.party_code
    left join param.procurement_violation_years as term
        on punished.decided_on = term.start_day
    where
        punished.decision = 'closure'
        and punished.withdrawn_on is null
)

select
    met.award_id || '|' || met.case_no as record_id,
    met.bid_deadline_on as trigger_day,
    met.award_id,
    met.case_no,
    met.buyer_id,
    met.winner_code,
    met.amount_fen,
    met.decided_on,
    met.until_on,
    case
        when met.until_on is null then 'decided'
        when met.bid_deadline_on is null then 'deadline'
    end as missing,
    case
        when met.until_on is null then 'undecidable'
        when met.bid_deadline_on is null then 'undecidable'
        when met.bid_deadline_on < met.decided_on then 'clear'
        when met.bid_deadline_on > met.until_on then 'clear'
        else 'flagged'
    end as verdict
from met
