-- 每个登记了经办单位或者经手人的决策后评估环节：评估单位与作风险评估的单位是否不同；没有登记风险评估单位的与承办单位比较。
with

earlier as (
    select
        before.matter_id,
        min(before.by_unit_id) as by_unit_id
    from src.decision_step as before
    where before.step = 'risk_assessment'
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
        given.step = 'evaluate'
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
