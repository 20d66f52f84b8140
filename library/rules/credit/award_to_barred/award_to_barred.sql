-- 每份中标成交与中标人的限制名单条目：通知书发出之日是否在列入之后、退出之前。
with

met as (
    select
        award.award_id,
        award.winner_code,
        award.amount_fen,
        award.notice_on,
        package.buyer_id,
        entry.entry_id,
        entry.list_kind,
        entry.listed_on,
        least(entry.ends_on, entry.removed_on, entry.repaired_on) as stopped_on
    from src.award as award
    inner join src.procurement_package as package
        on award.package_id = package.package_id
    inner join src.credit_list_entry as entry
        on award.winner_code = entry.credit_code
    cross join engine.run as run
    inner join param.credit_barring_lists as barring
        on entry.list_kind = barring.member and coalesce(award.notice_on, run.as_of) = barring.day
)

select
    met.award_id || '|' || met.entry_id as record_id,
    met.notice_on as trigger_day,
    met.award_id,
    met.entry_id,
    met.buyer_id,
    met.winner_code,
    met.amount_fen,
    met.list_kind,
    met.listed_on,
    met.stopped_on,
    case
        when met.notice_on is null then 'notice'
        when met.notice_on > met.stopped_on then null
        when met.listed_on is null then 'listed'
    end as missing,
    case
        when met.notice_on is null then 'undecidable'
        when met.notice_on > met.stopped_on then 'clear'
        when met.listed_on is null then 'undecidable'
        when met.notice_on < met.listed_on then 'clear'
        else 'flagged'
    end as verdict
from met
