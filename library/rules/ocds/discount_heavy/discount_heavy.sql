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
        coalesce(fixed.value, fence.upper_fence) as fence,
        case
            when gap.missing is not null then gap.missing
            -- A fence of zero would flag every gap where most processes have none.
            when coalesce(fixed.value, fence.upper_fence, 0) <= 0 then 'sample'
        end as missing,
    from src.ocds_price_gap as gap
    cross join engine.run as run
    left join param.ocds_discount_ratio as fixed on fixed.day = run.as_of
    left join src.ocds_fence as fence on fence.sample = 'price_gap'
)
select
    compared.ocid as record_id,
    compared.trigger_day as trigger_day,
    compared.buyer_id as buyer_id,
    compared.winner_id as winner_id,
    compared.winning_amount as winning_amount,
    compared.second_amount as second_amount,
    compared.currency as currency,
    compared.ratio as ratio,
    compared.fence as fence,
    compared.missing as missing,
    case
        when compared.missing is not null then 'undecidable'
        when compared.ratio >= compared.fence then 'flagged'
        else 'clear'
    end as verdict,
from compared
