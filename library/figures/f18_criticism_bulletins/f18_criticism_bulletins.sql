-- Criticism bulletins of the period, with the numbers that are missing before each of them.
select
    bulletin.bulletin_id as record_id,
    bulletin.number,
    bulletin.unit_id,
    bulletin.issued_on,
    greatest(
        bulletin.number - 1 - coalesce(
            lag(bulletin.number) over (partition by bulletin.year order by bulletin.number), 0
        ),
        0
    ) as gap,
    cast(null as varchar) as missing
from src.bulletin as bulletin
cross join engine.run as run
where
    bulletin.kind = 'criticism'
    and bulletin.issued_on >= run.period_start
    and bulletin.issued_on <= run.period_end
