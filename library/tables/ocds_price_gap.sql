with judged as (
    select
        scope.ocid,
        scope.trigger_day,
        scope.buyer_id,
        scope.winner_id,
        scope.winning_amount,
        scope.second_amount,
        scope.currency,
        case
            when scope.open_awards > 0 then 'award_status'
            when scope.unpriced_valid_bids > 0 or scope.winning_amount <= 0 then 'price'
            when scope.currency is null then 'currency'
            when scope.winning_amount is null then 'winner'
        end as missing,
    from src.ocds_scope as scope
    where scope.price_compared and scope.active_awards > 0 and scope.valid_tenderers = 'several'
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
