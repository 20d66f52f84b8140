-- 每次收回之后注明承接它的再安排合计，与收回金额比较；同一资金另有未注明承接的，存疑。
with

reused as (
    select
        recovery.fund_id,
        recovery.follows,
        recovery.amount_fen
    from src.fund_recovery as recovery
    where recovery.action in ('reassigned', 'spent')
),

summed as (
    select
        back.recovery_id,
        cast(coalesce(sum(case when reused.follows = back.recovery_id then reused.amount_fen end), 0) as bigint)
            as reused_fen,
        cast(coalesce(sum(case when reused.follows is null then reused.amount_fen end), 0) as bigint)
            as unlinked_fen
    from src.fund_recovery as back
    left join reused
        on back.fund_id = reused.fund_id
    group by back.recovery_id
)

select
    back.recovery_id as record_id,
    back.acted_on as trigger_day,
    carry_over.unit_id,
    back.fund_id,
    back.amount_fen,
    summed.reused_fen,
    summed.unlinked_fen,
    case
        when summed.reused_fen <= back.amount_fen and summed.unlinked_fen > 0 then 'follows'
    end as missing,
    case
        when summed.reused_fen > back.amount_fen then 'flagged'
        when summed.unlinked_fen > 0 then 'undecidable'
        else 'clear'
    end as verdict
from src.fund_recovery as back
join summed
    on back.recovery_id = summed.recovery_id
left join src.carry_over as carry_over
    on back.fund_id = carry_over.fund_id
where back.action = 'returned'
