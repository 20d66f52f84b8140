-- Decided cases cite benchmarks, a benchmark names its power: was that power on the unit's list that day?
with

cited as (
    select
        fact.case_no,
        benchmark.power_id
    from src.penalty_fact as fact
    join src.discretion_benchmark as benchmark
        on fact.benchmark_id = benchmark.benchmark_id
    where benchmark.power_id is not null
    group by fact.case_no, benchmark.power_id
),

listed as (
    select
        item.unit_id,
        count(distinct item.power_id) as unit_items
    from src.power_item as item
    group by item.unit_id
),

matched as (
    select
        cited.case_no,
        cited.power_id,
        max(case
            when penalty.decided_on between item.valid_from and coalesce(item.valid_to, penalty.decided_on) then 1
            else 0
        end) as is_listed,
        max(item.valid_to) as last_listed_on
    from cited
    join src.penalty as penalty
        on cited.case_no = penalty.case_no
    join src.power_item as item
        on
            cited.power_id = item.power_id
            and penalty.unit_id = item.unit_id
    group by cited.case_no, cited.power_id
)

select
    penalty.unit_id || '|' || penalty.case_no || '|' || cited.power_id as record_id,
    penalty.decided_on as trigger_day,
    penalty.unit_id,
    penalty.case_no,
    cited.power_id,
    matched.last_listed_on,
    listed.unit_items,
    penalty.decider_id,
    penalty.fine_fen,
    case when listed.unit_items is null then 'list' end as missing,
    case
        when listed.unit_items is null then 'undecidable'
        when matched.is_listed = 1 then 'clear'
        else 'flagged'
    end as verdict
from cited
join src.penalty as penalty
    on cited.case_no = penalty.case_no
left join listed
    on penalty.unit_id = listed.unit_id
left join matched
    on
        cited.case_no = matched.case_no
        and cited.power_id = matched.power_id
where penalty.decided_on is not null
