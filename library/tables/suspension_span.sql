-- 同一办件相互重叠或首尾同日的扣除时间合并为一段；没有结束日期的一段吞并其后的全部。
with

dated as (
    select
        suspension.matter_id,
        suspension.suspension_id,
        suspension.started_on,
        suspension.ended_on,
        case when suspension.ended_on is null then 1 else 0 end as is_open
    from src.suspension as suspension
    where suspension.started_on is not null
),

compared as (
    select
        dated.matter_id,
        dated.suspension_id,
        dated.started_on,
        dated.ended_on,
        dated.is_open,
        max(dated.ended_on) over (
            partition by dated.matter_id order by dated.started_on, dated.suspension_id
            rows between unbounded preceding and 1 preceding
        ) as ended_before,
        max(dated.is_open) over (
            partition by dated.matter_id order by dated.started_on, dated.suspension_id
            rows between unbounded preceding and 1 preceding
        ) as open_before
    from dated
),

numbered as (
    select
        compared.matter_id,
        compared.started_on,
        compared.ended_on,
        compared.is_open,
        cast(sum(case
            when compared.open_before = 1 then 0
            when compared.started_on <= compared.ended_before then 0
            else 1
        end) over (
            partition by compared.matter_id order by compared.started_on, compared.suspension_id
            rows between unbounded preceding and current row
        ) as bigint) as span_no
    from compared
)

select
    numbered.matter_id,
    numbered.span_no,
    min(numbered.started_on) as started_on,
    case when max(numbered.is_open) = 1 then null else max(numbered.ended_on) end as ended_on,
    max(numbered.is_open) = 1 as is_open
from numbered
group by numbered.matter_id, numbered.span_no
