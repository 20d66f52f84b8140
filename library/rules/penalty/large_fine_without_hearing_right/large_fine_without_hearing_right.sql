-- 普通程序罚款案件：达到当事人类型对应的较大数额而没有列为应告知听证的。
with

fined as (
    select
        penalty.case_no,
        penalty.decided_on,
        penalty.unit_id,
        penalty.investigator_id,
        penalty.party_kind,
        penalty.fine_fen,
        case
            when penalty.party_kind = 'citizen' then citizen.value
            else organisation.value
        end as large_fen,
        penalty.hearing_required
    from src.penalty as penalty
    left join param.penalty_hearing_fine_citizen as citizen
        on penalty.decided_on = citizen.day
    left join param.penalty_hearing_fine_organisation as organisation
        on penalty.decided_on = organisation.day
    where
        penalty.decision = 'fine'
        and not coalesce(penalty.is_summary, false)
)

select
    fined.case_no as record_id,
    fined.decided_on as trigger_day,
    fined.unit_id,
    fined.investigator_id,
    fined.party_kind,
    fined.fine_fen,
    fined.large_fen,
    fined.hearing_required,
    case
        when fined.hearing_required then null
        when fined.large_fen is null then 'decided'
        when fined.fine_fen is null then 'fine'
        when fined.fine_fen >= fined.large_fen and fined.hearing_required is null then 'hearing'
    end as missing,
    case
        when fined.hearing_required then 'clear'
        when fined.large_fen is null or fined.fine_fen is null then 'undecidable'
        when fined.fine_fen < fined.large_fen then 'clear'
        when fined.hearing_required is null then 'undecidable'
        else 'flagged'
    end as verdict
from fined
