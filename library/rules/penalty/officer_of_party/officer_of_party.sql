-- 每件有调查人员的处罚案件：调查人员、决定人立案至决定期间是否在当事人处任职或者出资（证件令牌相同）。
with

taken as (
    select
        item.case_no,
        item.investigator_id as officer_id
    from src.penalty as item
    union
    select
        item.case_no,
        item.second_investigator_id as officer_id
    from src.penalty as item
    union
    select
        item.case_no,
        item.decider_id as officer_id
    from src.penalty as item
),

tied as (
    select
        item.case_no,
        min(taken.officer_id) as officer_id,
        count(distinct taken.officer_id) as officers
    from src.penalty as item
    join taken
        on item.case_no = taken.case_no
    join src.person as officer
        on taken.officer_id = officer.person_id
    join src.enterprise_person as relation
        on
            item.party_code = relation.credit_code
            and officer.id_token = relation.id_token
    where
        relation.from_on <= item.decided_on
        and coalesce(relation.to_on >= item.filed_on, true)
    group by item.case_no
),

known as (
    select
        taken.case_no,
        count(officer.id_token) as tokens
    from taken
    left join src.person as officer
        on taken.officer_id = officer.person_id
    where taken.officer_id is not null
    group by taken.case_no
)

select
    item.case_no as record_id,
    item.decided_on as trigger_day,
    item.unit_id,
    item.party_code,
    item.cause,
    item.fine_fen,
    tied.officer_id,
    tied.officers,
    case
        when tied.officers is not null then null
        when known.tokens is null then 'officer'
        when known.tokens = 0 then 'token'
    end as missing,
    case
        when tied.officers is not null then 'flagged'
        when coalesce(known.tokens, 0) = 0 then 'undecidable'
        else 'clear'
    end as verdict
from src.penalty as item
left join tied
    on item.case_no = tied.case_no
left join known
    on item.case_no = known.case_no
where
    item.decided_on is not null
    and item.party_code is not null
