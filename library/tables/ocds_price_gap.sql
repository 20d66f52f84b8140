with awarded as (
    select
        scope.ocid,
        scope.trigger_day,
        scope.buyer_id,
        scope.winner_id,
        scope.currency,
        scope.open_awards,
        scope.unpriced_valid_bids,
    from src.ocds_scope as scope
    where scope.price_compared and scope.active_awards > 0 and scope.valid_tenderers = 'several'
),
compared as (
    select
        awarded.ocid,
        min(bid.amount) filter (where bid.tenderer_id = awarded.winner_id) as winning_amount,
        min(bid.amount) filter (where bid.tenderer_id <> awarded.winner_id) as second_amount,
    from awarded
    join src.ocds_bid as bid on bid.ocid = awarded.ocid
    where bid.status = 'valid'
    group by awarded.ocid
),
judged as (
    select
        awarded.ocid,
        awarded.trigger_day,
        awarded.buyer_id,
        awarded.winner_id,
        awarded.currency,
        compared.winning_amount,
        compared.second_amount,
        case
            when awarded.open_awards > 0 then 'award_status'
            when awarded.unpriced_valid_bids > 0 or compared.winning_amount <= 0 then 'price'
            when awarded.currency is null then 'currency'
            when compared.winning_amount is null then 'winner'
        end as missing,
    from awarded
    join compared on compared.ocid = awarded.ocid
)
select
    judged.ocid as ocid,
    judged.trigger_day as trigger_day,
    judged.buyer_id as buyer_id,
    judged.winner_id as winner_id,
    judged.winning_amount as winning_amount,
    judged.second_amount as second_amount,
    judged.currency as currency,
    case
        when judged.missing is null
            then cast(judged.second_amount - judged.winning_amount as double) / cast(judged.winning_amount as double)
    end as ratio,
    judged.missing as missing,
from judged
where judged.missing is not null or judged.second_amount >= judged.winning_amount
