with compared as (
    select
        gap.ocid,
        gap.trigger_day,
        gap.buyer_id,
        gap.winner_id,
        gap.winning_amount,
        gap.second_amount,
        gap.currency,
        gap.ratio,
        gap.missing,
        coalesce(fixed.value, fence.lower_fence) as fence,
        gap.ratio <= coalesce(fixed.value, fence.lower_fence) as is_close,
    from src.ocds_price_gap as gap
    cross join engine.run as run
    left join param.ocds_close_price_ratio as fixed on fixed.day = run.as_of
    left join src.ocds_fence as fence on fence.sample = 'price_gap'
),
runner_up_bids as (
    select
        compared.ocid,
        min(bid.bid_no) as bid_no,
    from compared
    join src.ocds_bid as bid on bid.ocid = compared.ocid
    where
        compared.is_close
        and bid.status = 'valid'
        and bid.tenderer_id <> compared.winner_id
        and bid.amount = compared.second_amount
    group by compared.ocid
),
runners_up as (
    select
        bid.ocid,
        bid.tenderer_id,
    from runner_up_bids as runner_up
    join src.ocds_bid as bid on bid.ocid = runner_up.ocid and bid.bid_no = runner_up.bid_no
),
judged as (
    select
        compared.ocid,
        compared.trigger_day,
        compared.buyer_id,
        compared.winner_id,
        runners_up.tenderer_id as second_id,
        compared.winning_amount,
        compared.second_amount,
        compared.currency,
        compared.ratio,
        compared.fence,
        compared.is_close,
        case
            when compared.missing is not null then compared.missing
            when compared.fence is null then 'sample'
            -- A fence of zero cannot tell a low outlier from the many without a gap.
            when compared.is_close and compared.fence <= 0 then 'sample'
        end as missing,
    from compared
    left join runners_up on runners_up.ocid = compared.ocid
)
select
    judged.ocid as record_id,
    judged.trigger_day as trigger_day,
    judged.buyer_id as buyer_id,
    judged.winner_id as winner_id,
    judged.second_id as second_id,
    judged.winning_amount as winning_amount,
    judged.second_amount as second_amount,
    judged.currency as currency,
    judged.ratio as ratio,
    judged.fence as fence,
    judged.missing as missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.is_close then 'flagged'
        else 'clear'
    end as verdict,
from judged
