with attendances as (
    select
        bid.ocid,
        bid.tenderer_id,
        max(scope.trigger_day) as trigger_day,
        max(case when bid.tenderer_id = scope.winner_id then 1 else 0 end) as won,
    from src.ocds_bid as bid
    join src.ocds_scope as scope on scope.ocid = bid.ocid
    where bid.status = 'valid' and bid.tenderer_id is not null and scope.winner_id is not null
    group by bid.ocid, bid.tenderer_id
)
select
    attendances.tenderer_id as tenderer_id,
    max(attendances.trigger_day) as trigger_day,
    count(*) as processes,
    cast(sum(attendances.won) as bigint) as wins,
    cast(sum(attendances.won) as double) / cast(count(*) as double) as ratio,
from attendances
group by attendances.tenderer_id
