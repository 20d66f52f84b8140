-- Own documents that ended or began in the period: repealed by a document, run out, newly in force, and the balance.
with

counted as (
    select
        document.document_id,
        document.unit_id,
        document.name,
        document.effective_on,
        document.repealed_on,
        document.repealed_by,
        document.expires_on,
        case when document.repealed_on between run.period_start and run.period_end then 1 else 0 end as repealed,
        case
            when document.expires_on >= run.prior_end
                and document.expires_on < run.period_end
                and (document.repealed_on is null or document.repealed_on > document.expires_on) then 1
            else 0
        end as expired,
        case when document.effective_on between run.period_start and run.period_end then 1 else 0 end as started
    from src.norm_document as document
    cross join engine.run as run
    where document.kind in ('ordinary', 'trial')
)

select
    counted.document_id as record_id,
    counted.unit_id,
    counted.name,
    counted.effective_on,
    counted.repealed_on,
    counted.repealed_by,
    counted.expires_on,
    case when counted.expired = 1 then 0 else counted.repealed end as repealed,
    counted.expired,
    counted.started,
    case when counted.repealed = 1 or counted.expired = 1 then 1 else 0 end - counted.started as net,
    case when counted.repealed = 1 and counted.expired = 0 and counted.repealed_by is null then 'repealed_by' end
        as missing
from counted
where counted.repealed = 1 or counted.expired = 1 or counted.started = 1
