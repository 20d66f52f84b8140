-- 项目终止之后统计仍有余额，且其后没有全部盘活的。
with

measured as (
    select
        carry_over.fund_id,
        cast(coalesce(sum(recovery.amount_fen), 0) as bigint) as handled_fen
    from src.carry_over as carry_over
    left join src.fund_recovery as recovery
        on carry_over.fund_id = recovery.fund_id
        and carry_over.recorded_on < recovery.acted_on
        and recovery.follows is null
    group by carry_over.fund_id
)

select
    carry_over.fund_id as record_id,
    carry_over.project_stopped_on as trigger_day,
    carry_over.unit_id,
    carry_over.fund_kind,
    carry_over.recorded_on,
    carry_over.amount_fen,
    measured.handled_fen,
    case
        when carry_over.amount_fen > measured.handled_fen
            and carry_over.recorded_on < carry_over.project_stopped_on
            then 'balance'
    end as missing,
    case
        when carry_over.amount_fen <= measured.handled_fen then 'clear'
        when carry_over.recorded_on < carry_over.project_stopped_on then 'undecidable'
        else 'flagged'
    end as verdict
from src.carry_over as carry_over
join measured
    on carry_over.fund_id = measured.fund_id
where carry_over.project_stopped_on is not null
