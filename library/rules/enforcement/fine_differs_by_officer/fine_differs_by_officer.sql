-- 同一单位、案由、当事人类型之内：每个主办人的平均罚款与其他主办人的平均罚款比较，任何一方超出倍数即提示。
with

fined as (
    select
        penalty.unit_id,
        penalty.cause,
        penalty.party_kind,
        penalty.investigator_id,
        max(penalty.decided_on) as last_on,
        count(*) as cases,
        cast(sum(penalty.fine_fen) as bigint) as fine_fen
    from src.penalty as penalty
    cross join engine.run as run
    where
        penalty.decision = 'fine'
        and penalty.fine_fen > 0
        and penalty.investigator_id is not null
        and penalty.decided_on between run.prior_start and run.period_end
    group by penalty.unit_id, penalty.cause, penalty.party_kind, penalty.investigator_id
),

compared as (
    select
        fined.unit_id,
        fined.cause,
        fined.party_kind,
        fined.investigator_id,
        fined.last_on,
        fined.cases,
        fined.fine_fen,
        cast(sum(fined.cases) over (partition by fined.unit_id, fined.cause, fined.party_kind) as bigint)
        - fined.cases as other_cases,
        cast(sum(fined.fine_fen) over (partition by fined.unit_id, fined.cause, fined.party_kind) as bigint)
        - fined.fine_fen as other_fine_fen
    from fined
)

select
    compared.unit_id || '|' || compared.cause || '|' || compared.party_kind || '|' || compared.investigator_id
        as record_id,
    compared.last_on as trigger_day,
    compared.unit_id,
    compared.investigator_id,
    compared.cause,
    compared.party_kind,
    compared.cases,
    cast(floor(compared.fine_fen / compared.cases) as bigint) as mean_fen,
    compared.other_cases,
    cast(floor(compared.other_fine_fen / compared.other_cases) as bigint) as other_fen,
    spread.value as ratio,
    case when spread.value is null then 'limit' end as missing,
    case
        when spread.value is null then 'undecidable'
        when compared.fine_fen * compared.other_cases > compared.other_fine_fen * compared.cases * spread.value
            then 'flagged'
        when compared.fine_fen * compared.other_cases * spread.value < compared.other_fine_fen * compared.cases
            then 'flagged'
        else 'clear'
    end as verdict
from compared
cross join engine.run as run
join param.enforcement_pattern_count as least_number
    on run.as_of = least_number.day
    and compared.cases >= least_number.value
    and compared.other_cases >= least_number.value
left join param.enforcement_fine_multiple as spread
    on run.as_of = spread.day
