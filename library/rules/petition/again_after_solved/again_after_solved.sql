-- 登记为化解的信访：办结之后有没有以其为原件的重复件。
select
    given.petition_id as record_id,
    given.closed_on as trigger_day,
    given.unit_id,
    count(again.petition_id) as again,
    min(again.received_on) as first_again_on,
    given.satisfaction,
    case when given.closed_on is null then 'closed' end as missing,
    case
        when given.closed_on is null then 'undecidable'
        when count(again.petition_id) > 0 then 'flagged'
        else 'clear'
    end as verdict
from src.petition as given
left join src.petition as again
    on given.petition_id = again.duplicate_of
    and given.closed_on < again.received_on
where given.result = 'solved'
group by given.petition_id, given.closed_on, given.unit_id, given.satisfaction
