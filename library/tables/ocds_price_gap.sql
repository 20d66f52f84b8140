with awarded as (
    select
        scope.ocid,
        scope.trigger_day,
        scope.buyer_id,
        awards.winner_id,
        awards.open_awards,
    from src.ocds_scope as scope
    join src.ocds_award_summary as awards on awards.ocid = scope.ocid
    where scope.price_compared and awards.active_awards > 0
),
compared as (
    select
        awarded.ocid,
        min(bid.amount) filter (where bid.tenderer_id = awarded.winner_id) as winning_amount,
        min(bid.amount) filter (where bid.tenderer_id <> awarded.winner_id) as second_amount,
        count(*) filter (where bid.tenderer_id = awarded.winner_id) as winning_bids,
        count(distinct bid.tenderer_id) as tenderers,
        count(*) filter (where bid.amount is null or bid.currency is null) as unpriced_bids,
        min(bid.currency) as first_currency,
        max(bid.currency) as last_currency,
    from awarded
    join src.ocds_bid as bid on bid.ocid = awarded.ocid
    where bid.status = 'valid' and bid.tenderer_id is not null
    group by awarded.ocid
),
judged as (
    select
        awarded.ocid,
        awarded.trigger_day,
        awarded.buyer_id,
        awarded.winner_id,
        compared.winning_amount,
        compared.second_amount,
        compared.first_currency,
        case
            when awarded.open_awards > 0 then 'award_status'
            when awarded.winner_id is null or compared.winning_bids = 0 then 'winner'
            when compared.unpriced_bids > 0 or compared.winning_amount <= 0 then 'price'
            when compared.first_currency <> compared.last_currency then 'currency'
        end as missing,
    from awarded
    join compared on compared.ocid = awarded.ocid
    where compared.tenderers > 1
)
select
    judged.ocid as ocid,
    judged.trigger_day as trigger_day,
    judged.buyer_id as buyer_id,
    judged.winner_id as winner_id,
    judged.winning_amount as winning_amount,
    judged.second_amount as second_amount,
    judged.first_currency as currency,
    case
        when judged.missing is null
            then cast(judged.second_amount - judged.winning_amount as double) / cast(judged.winning_amount as double)
    end as ratio,
    judged.missing as missing,
from judged
where judged.missing is not null or judged.second_amount >= judged.winning_amount
