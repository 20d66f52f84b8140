with tenders as (
    select
        scope.ocid,
        scope.trigger_day,
        scope.buyer_id,
        scope.method,
        scope.method_details,
        scope.tender_start_at,
        scope.tender_end_at,
        scope.open_days,
        coalesce(own.minimum_days, common.value) as minimum_days,
    from src.ocds_scope as scope
    cross join engine.run as run
    left join src.ocds_method_days as own on own.method_details = scope.method_details
    left join param.ocds_submission_days as common on common.day = run.as_of
    where scope.period_checked
)
select
    tenders.ocid as record_id,
    tenders.trigger_day as trigger_day,
    tenders.buyer_id as buyer_id,
    tenders.method as method,
    tenders.method_details as method_details,
    tenders.tender_start_at as tender_start_at,
    tenders.tender_end_at as tender_end_at,
    tenders.open_days as open_days,
    tenders.minimum_days as minimum_days,
    case
        when tenders.open_days is null then 'period'
        when tenders.minimum_days is null then 'threshold'
    end as missing,
    case
        when tenders.open_days < tenders.minimum_days then 'flagged'
        when tenders.open_days >= tenders.minimum_days then 'clear'
        else 'undecidable'
    end as verdict,
from tenders
