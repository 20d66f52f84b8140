-- Money taken back or put to another use. What was taken back first and assigned later counts once, when taken back.
with

acted as (
    select
        recovery.recovery_id,
        recovery.fund_id,
        recovery.action,
        recovery.amount_fen,
        recovery.acted_on,
        recovery.follows
    from src.fund_recovery as recovery
    cross join engine.run as run
    where
        recovery.acted_on >= run.period_start
        and recovery.acted_on <= run.period_end
),

returned_first as (
    select
        recovery.fund_id,
        min(recovery.acted_on) as returned_on
    from src.fund_recovery as recovery
    where recovery.action = 'returned'
    group by recovery.fund_id
)

select
    acted.recovery_id as record_id,
    fund.unit_id,
    acted.fund_id,
    acted.action,
    case when acted.action in ('returned', 'reassigned') and acted.follows is null then acted.amount_fen else 0 end
        as recovered_fen,
    case when acted.action = 'returned' and acted.follows is null then acted.amount_fen else 0 end
        as returned_fen,
    case when acted.action = 'reassigned' and acted.follows is null then acted.amount_fen else 0 end
        as reassigned_fen,
    case when acted.follows is not null then acted.amount_fen else 0 end as reused_fen,
    case when acted.action = 'spent' and acted.follows is null then acted.amount_fen else 0 end as spent_fen,
    case
        when fund.fund_id is null then 'fund'
        when acted.follows is not null and earlier.recovery_id is null then 'follows'
        when acted.action = 'reassigned' and acted.follows is null
            and first_return.returned_on <= acted.acted_on then 'unlinked'
    end as missing
from acted
left join src.carry_over as fund
    on acted.fund_id = fund.fund_id
left join src.fund_recovery as earlier
    on acted.follows = earlier.recovery_id
    and earlier.action = 'returned'
left join returned_first as first_return
    on acted.fund_id = first_return.fund_id
