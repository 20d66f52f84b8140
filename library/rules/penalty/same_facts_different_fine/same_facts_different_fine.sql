-- 案由、当事人类型、全部情节等级相同的罚款案件为一类；每案与同单位同类的最低罚款比较。
with

described as (
    select
        fact.case_no,
        string_agg(fact.factor || '=' || fact.level, '、' order by fact.factor) as facts
    from src.penalty_fact as fact
    group by fact.case_no
),

compared as (
    select
        penalty.case_no,
        penalty.decided_on,
        penalty.unit_id,
        penalty.investigator_id,
        penalty.cause,
        described.facts,
        penalty.fine_fen,
        min(penalty.fine_fen) over (
            partition by penalty.unit_id, penalty.cause, penalty.party_kind, described.facts
        ) as lowest_fen,
        count(penalty.fine_fen) over (
            partition by penalty.unit_id, penalty.cause, penalty.party_kind, described.facts
        ) as similar
    from src.penalty as penalty
    join described
        on penalty.case_no = described.case_no
    where
        penalty.decision = 'fine'
        and penalty.fine_fen > 0
)

select
    compared.case_no as record_id,
    compared.decided_on as trigger_day,
    compared.unit_id,
    compared.investigator_id,
    compared.cause,
    compared.facts,
    compared.fine_fen,
    compared.lowest_fen,
    compared.similar,
    spread.value as ratio,
    case when spread.value is null then 'limit' end as missing,
    case
        when spread.value is null then 'undecidable'
        when compared.fine_fen > compared.lowest_fen * spread.value then 'flagged'
        else 'clear'
    end as verdict
from compared
left join param.penalty_fine_spread as spread
    on compared.decided_on = spread.day
