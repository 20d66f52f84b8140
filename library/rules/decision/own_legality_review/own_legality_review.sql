-- 每个登记了经办单位或者经手人的合法性审查环节：审查单位与启动决策的单位是否不同。
with

earlier as (
    select
        before.matter_id,
        min(before.by_unit_id) as by_unit_id
    from src.decision_step as before
    where before.step = 'initiate'
    group by before.matter_id
),

done as (
    select
        given.matter_id,
        given.happened_on,
        coalesce(earlier.by_unit_id, given.unit_id) as unit_id,
        given.by_unit_id,
        given.by_id
    from src.decision_step as given
    left join earlier
        on given.matter_id = earlier.matter_id
    where
        given.step = 'legality_review'
        and (given.by_unit_id is not null or given.by_id is not null)
)

select
    done.matter_id as record_id,
    done.happened_on as trigger_day,
    done.unit_id,
    done.by_unit_id,
    done.by_id,
    case when done.by_unit_id is null then 'unit' end as missing,
    case
        when done.by_unit_id is null then 'undecidable'
        when done.by_unit_id = done.unit_id then 'flagged'
        else 'clear'
    end as verdict
from done
