-- 检举控告事项的每次转送：接收单位是否就是被检举控告的单位。
select
    given.petition_id || '|' || cast(given.seq as varchar) as record_id,
    given.arrived_on as trigger_day,
    given.unit_id,
    given.petition_id,
    given.seq,
    case when given.accused_unit_id is null then 'accused' end as missing,
    case
        when given.accused_unit_id is null then 'undecidable'
        when given.accused_unit_id = given.unit_id then 'flagged'
        else 'clear'
    end as verdict
from src.petition_move as given
join src.petition as petition
    on given.petition_id = petition.petition_id
where petition.kind = 'accusation'
