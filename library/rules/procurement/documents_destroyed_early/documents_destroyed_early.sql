-- 每份采购档案一行：登记的保管年数、实际销毁日期与从采购结束之日起的法定保存期限比较。
with

kept as (
    select
        item.archive_id,
        item.unit_id,
        item.package_id,
        item.ended_on,
        item.keep_years,
        item.destroyed_on,
        term.n as required,
        term.earliest_day as earliest_on
    from src.procurement_archive as item
    left join param.procurement_document_keeping as term
        on item.ended_on = term.start_day
)

select
    kept.archive_id as record_id,
    kept.ended_on as trigger_day,
    kept.unit_id,
    kept.package_id,
    kept.keep_years,
    kept.destroyed_on,
    kept.required,
    kept.earliest_on,
    case
        when kept.required is null then 'ended'
        when kept.destroyed_on < kept.earliest_on then null
        when kept.keep_years is null then 'years'
    end as missing,
    case
        when kept.required is null then 'undecidable'
        when kept.destroyed_on < kept.earliest_on then 'flagged'
        when kept.keep_years is null then 'undecidable'
        when kept.keep_years < kept.required then 'flagged'
        else 'clear'
    end as verdict
from kept
