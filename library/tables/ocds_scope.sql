with price_lists as (
    select
        run.as_of,
        count(listed.member) as listed_details,
    from engine.run as run
    left join param.ocds_price_compared_details as listed on listed.day = run.as_of
    group by run.as_of
)
select
    process.ocid as ocid,
    coalesce(process.process_on, lists.as_of) as trigger_day,
    process.method as method,
    process.method_details as method_details,
    process.tender_start_at as tender_start_at,
    process.tender_end_at as tender_end_at,
    process.open_days as open_days,
    process.number_of_tenderers as number_of_tenderers,
    process.buyer_id as buyer_id,
    process.procuring_entity_id as procuring_entity_id,
    case
        when lists.listed_details > 0 then compared.member is not null
        else uncompared.member is null
    end as price_compared,
from src.ocds_process as process
cross join price_lists as lists
left join param.ocds_price_compared_details as compared
    on compared.day = lists.as_of and compared.member = process.method_details
left join param.ocds_price_not_compared_details as uncompared
    on uncompared.day = lists.as_of and uncompared.member = process.method_details
where
    not exists (
        select 1
        from param.ocds_excluded_tender_statuses as excluded
        where excluded.day = lists.as_of and excluded.member = process.tender_status
    )
    and not exists (
        select 1
        from param.ocds_excluded_method_details as excluded
        where excluded.day = lists.as_of and excluded.member = process.method_details
    )
