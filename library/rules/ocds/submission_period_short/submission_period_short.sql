with method_lists as (
    select
        run.as_of,
        count(listed.member) as listed_methods,
    from engine.run as run
    left join param.ocds_submission_methods as listed on listed.day = run.as_of
    group by run.as_of
),
tenders as (
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
    cross join method_lists as lists
    left join param.ocds_submission_methods as listed
        on listed.day = lists.as_of and listed.member = scope.method
    left join src.ocds_method_days as own on own.method_details = scope.method_details
    left join param.ocds_submission_days as common on common.day = lists.as_of
    where lists.listed_methods = 0 or listed.member is not null
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
