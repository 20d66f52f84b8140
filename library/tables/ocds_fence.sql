with measures as (
    select 'price_gap' as sample, gap.ratio as value
    from src.ocds_price_gap as gap
    where gap.ratio is not null
    union all
    select 'win_rate' as sample, wins.ratio as value
    from src.ocds_tenderer_wins as wins
    union all
    select 'attendance' as sample, cast(wins.processes as decimal(38, 9)) as value
    from src.ocds_tenderer_wins as wins
    union all
    select party.kind as sample, party.ratio as value
    from src.ocds_party as party
    union all
    select 'supplier' as sample, cast(supplier.classes as decimal(38, 9)) as value
    from src.ocds_supplier as supplier
    where supplier.classes > 0
),
placed as (
    select
        measures.sample,
        measures.value,
        row_number() over (partition by measures.sample order by measures.value) as place,
        count(*) over (partition by measures.sample) as size,
    from measures
),
shares as (
    select
        divisor.value as divisor,
        quartile.value as quartile,
        percentile.value as percentile,
        multiple.value as multiple,
        minimum.value as minimum,
    from engine.run as run
    join param.ocds_quantile_divisor as divisor on divisor.day = run.as_of
    join param.ocds_quartile as quartile on quartile.day = run.as_of
    join param.ocds_frequent_percentile as percentile on percentile.day = run.as_of
    join param.ocds_fence_multiple as multiple on multiple.day = run.as_of
    join param.ocds_minimum_sample as minimum on minimum.day = run.as_of
),
positions as (
    select
        placed.sample,
        placed.value,
        placed.size,
        placed.place * shares.divisor as position,
        ((placed.size + 1) * shares.divisor - 1 - 1) * shares.quartile + 1 as low,
        ((placed.size + 1) * shares.divisor - 1 - 1)
        * case when placed.sample = 'attendance' then shares.percentile else 1 - shares.quartile end + 1 as high,
        shares.divisor,
        shares.multiple,
    from placed
    cross join shares
    where placed.size >= shares.minimum
),
neighbours as (
    select
        positions.sample,
        max(positions.size) as size,
        cast(max(positions.divisor) as double) as divisor,
        cast(max(positions.multiple) as double) as multiple,
        cast(max(positions.value) filter (where positions.position <= positions.low) as double) as low_under,
        cast(min(positions.value) filter (where positions.position > positions.low) as double) as low_over,
        cast(max(positions.low) - max(positions.position) filter (where positions.position <= positions.low) as double) as low_rest,
        cast(max(positions.value) filter (where positions.position <= positions.high) as double) as high_under,
        cast(min(positions.value) filter (where positions.position > positions.high) as double) as high_over,
        cast(max(positions.high) - max(positions.position) filter (where positions.position <= positions.high) as double) as high_rest,
    from positions
    group by positions.sample
),
quartiles as (
    select
        near.sample,
        near.size,
        near.multiple,
        case
            when near.low_under is null then near.low_over
            when near.low_over is null then near.low_under
            else near.low_under + near.low_rest / near.divisor * (near.low_over - near.low_under)
        end as q1,
        case
            when near.high_under is null then near.high_over
            when near.high_over is null then near.high_under
            else near.high_under + near.high_rest / near.divisor * (near.high_over - near.high_under)
        end as q3,
    from neighbours as near
)
select
    quartiles.sample as sample,
    quartiles.size as size,
    quartiles.q1 as q1,
    quartiles.q3 as q3,
    quartiles.q1 - quartiles.multiple * (quartiles.q3 - quartiles.q1) as lower_fence,
    quartiles.q3 + quartiles.multiple * (quartiles.q3 - quartiles.q1) as upper_fence,
from quartiles
