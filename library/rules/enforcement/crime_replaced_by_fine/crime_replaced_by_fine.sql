-- 每个报告涉嫌犯罪的案件：没有移送而有罚款决定的提示；移送情况不明的无法判定。
select
    given.transfer_id as record_id,
    given.reported_on as trigger_day,
    given.unit_id,
    given.case_no,
    given.decision,
    given.transferred_on,
    fined.decided_on as fine_on,
    fined.fine_fen,
    case
        when given.transferred_on is not null then null
        when fined.case_no is not null and (given.decision is null or given.decision = 'transfer') then 'decision'
    end as missing,
    case
        when given.transferred_on is not null then 'clear'
        when fined.case_no is null then 'clear'
        when given.decision = 'keep' then 'flagged'
        else 'undecidable'
    end as verdict
from src.crime_transfer as given
left join src.penalty as fined
    on given.case_no = fined.case_no
    and fined.decision = 'fine'
