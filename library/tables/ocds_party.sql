with parties as (
    select
        'buyer' as kind,
        scope.buyer_id as party_id,
        max(scope.trigger_day) as trigger_day,
        cast(sum(scope.submitted_bids) as bigint) as submitted_bids,
        cast(sum(scope.disqualified_bids) as bigint) as disqualified_bids,
        count(*) as processes,
    from src.ocds_scope as scope
    where scope.buyer_id is not null and scope.submitted_bids > 0
    group by scope.buyer_id
    union all
    select
        'procuring_entity' as kind,
        scope.procuring_entity_id as party_id,
        max(scope.trigger_day) as trigger_day,
        cast(sum(scope.submitted_bids) as bigint) as submitted_bids,
        cast(sum(scope.disqualified_bids) as bigint) as disqualified_bids,
        count(*) as processes,
    from src.ocds_scope as scope
    where scope.procuring_entity_id is not null and scope.submitted_bids > 0
    group by scope.procuring_entity_id
    union all
    select
        'tenderer' as kind,
        bid.tenderer_id as party_id,
        max(scope.trigger_day) as trigger_day,
        count(*) as submitted_bids,
        count(*) filter (where bid.status = 'disqualified') as disqualified_bids,
        cast(null as bigint) as processes,
    from src.ocds_bid_tenderer as bid
    join src.ocds_scope as scope on scope.ocid = bid.ocid
    where bid.status not in ('invited', 'withdrawn')
    group by bid.tenderer_id
)
select
    parties.kind as kind,
    parties.party_id as party_id,
    parties.trigger_day as trigger_day,
    parties.submitted_bids as submitted_bids,
    parties.disqualified_bids as disqualified_bids,
    cast(parties.disqualified_bids as double) / cast(parties.submitted_bids as double) as ratio,
from parties
cross join engine.run as run
join param.ocds_minimum_bids_tenderer as tenderer_bids on tenderer_bids.day = run.as_of
join param.ocds_minimum_bids_buyer as buyer_bids on buyer_bids.day = run.as_of
join param.ocds_minimum_processes_buyer as buyer_processes on buyer_processes.day = run.as_of
where
    case
        when parties.kind = 'tenderer' then parties.submitted_bids >= tenderer_bids.value
        else parties.submitted_bids >= buyer_bids.value and parties.processes >= buyer_processes.value
    end
