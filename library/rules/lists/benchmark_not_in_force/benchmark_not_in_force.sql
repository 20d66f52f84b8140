-- Units that keep a list of benchmarks: was the cited benchmark in force on the day of the decision?
with

keeping as (
    select benchmark.unit_id
    from src.discretion_benchmark as benchmark
    group by benchmark.unit_id
),

cited as (
    select
        fact.case_no,
        coalesce(fact.benchmark_id, '') as benchmark_id,
        max(fact.benchmark_id) as known_id
    from src.penalty_fact as fact
    group by fact.case_no, coalesce(fact.benchmark_id, '')
),

matched as (
    select
        cited.case_no,
        cited.benchmark_id,
        max(case
            when penalty.decided_on between benchmark.valid_from and coalesce(benchmark.valid_to, penalty.decided_on)
                then 1
            else 0
        end) as is_listed,
        max(benchmark.valid_to) as last_listed_on
    from cited
    join src.penalty as penalty
        on cited.case_no = penalty.case_no
    join src.discretion_benchmark as benchmark
        on
            cited.benchmark_id = benchmark.benchmark_id
            and penalty.unit_id = benchmark.unit_id
    group by cited.case_no, cited.benchmark_id
)

select
    penalty.unit_id || '|' || penalty.case_no || '|' || cited.benchmark_id as record_id,
    penalty.decided_on as trigger_day,
    penalty.unit_id,
    penalty.case_no,
    cited.known_id as benchmark_id,
    matched.last_listed_on,
    penalty.decider_id,
    penalty.fine_fen,
    case when cited.known_id is null then 'benchmark' end as missing,
    case
        when cited.known_id is null then 'undecidable'
        when matched.is_listed = 1 then 'clear'
        else 'flagged'
    end as verdict
from cited
join src.penalty as penalty
    on cited.case_no = penalty.case_no
join keeping
    on penalty.unit_id = keeping.unit_id
left join matched
    on
        cited.case_no = matched.case_no
        and cited.benchmark_id = matched.benchmark_id
where penalty.decided_on is not null
