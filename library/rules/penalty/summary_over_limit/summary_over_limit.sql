-- 简易程序案件：罚款与决定之日、当事人类型对应的上限比较；罚款、警告以外的种类不得当场作出。
with

limited as (
    select
        penalty.case_no,
        penalty.decided_on,
        penalty.unit_id,
        penalty.investigator_id,
        penalty.party_kind,
        penalty.decision,
        penalty.fine_fen,
        case
            when penalty.party_kind = 'citizen' then citizen.value
            else organisation.value
        end as ceiling_fen
    from src.penalty as penalty
    left join param.penalty_summary_citizen as citizen
        on penalty.decided_on = citizen.day
    left join param.penalty_summary_organisation as organisation
        on penalty.decided_on = organisation.day
    where
        penalty.is_summary
        and coalesce(penalty.decision, 'fine') in ('fine', 'warning', 'confiscation', 'closure')
)

select
    limited.case_no as record_id,
    limited.decided_on as trigger_day,
    limited.unit_id,
    limited.investigator_id,
    limited.party_kind,
    limited.decision,
    limited.fine_fen,
    limited.ceiling_fen,
    case
        when limited.ceiling_fen is null then 'decided'
        when limited.decision is null then 'decision'
        when limited.decision = 'fine' and limited.fine_fen is null then 'fine'
    end as missing,
    case
        when limited.ceiling_fen is null or limited.decision is null then 'undecidable'
        when limited.decision in ('confiscation', 'closure') then 'flagged'
        when limited.fine_fen > limited.ceiling_fen then 'flagged'
        when limited.decision = 'fine' and limited.fine_fen is null then 'undecidable'
        else 'clear'
    end as verdict
from limited
