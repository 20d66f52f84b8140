-- 罚款与基准上下限比较；偏离的须有理由，且批准不晚于决定。
with

compared as (
    select
        penalty.case_no,
        penalty.decided_on,
        penalty.unit_id,
        penalty.investigator_id,
        penalty.cause,
        penalty.fine_fen,
        penalty.benchmark_low_fen,
        penalty.benchmark_high_fen,
        nullif(penalty.deviation_reason, '') as deviation_reason,
        penalty.deviation_approved_on,
        penalty.fine_fen between penalty.benchmark_low_fen and penalty.benchmark_high_fen as is_within
    from src.penalty as penalty
    where penalty.decision = 'fine'
),

judged as (
    select
        compared.case_no,
        case
            when compared.fine_fen is null then 'fine'
            when compared.is_within is null then 'benchmark'
            when compared.is_within then null
            when compared.deviation_reason is null or compared.deviation_approved_on is null then null
            when compared.decided_on is null then 'decided'
        end as missing,
        case
            when compared.is_within then 'clear'
            when compared.deviation_reason is null then 'flagged'
            when compared.deviation_approved_on <= compared.decided_on then 'clear'
            else 'flagged'
        end as verdict
    from compared
)

select
    compared.case_no as record_id,
    compared.decided_on as trigger_day,
    compared.unit_id,
    compared.investigator_id,
    compared.cause,
    compared.fine_fen,
    compared.benchmark_low_fen,
    compared.benchmark_high_fen,
    compared.deviation_reason,
    compared.deviation_approved_on,
    judged.missing,
    case when judged.missing is not null then 'undecidable' else judged.verdict end as verdict
from compared
join judged
    on compared.case_no = judged.case_no
