select
    bid.ocid as ocid,
    bid.amount as amount,
    count(*) as bids,
from src.ocds_bid as bid
where bid.status not in ('invited', 'withdrawn') and bid.amount is not null
group by bid.ocid, bid.amount
having count(*) > 1
