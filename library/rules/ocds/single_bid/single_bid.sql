select
    scope.ocid as record_id,
    scope.trigger_day as trigger_day,
    scope.buyer_id as buyer_id,
    scope.method as method,
    scope.number_of_tenderers as number_of_tenderers,
    case
        when scope.number_of_tenderers is null then 'tenderers'
        when scope.method is null and scope.number_of_tenderers = 1 then 'method'
    end as missing,
    case
        when scope.number_of_tenderers is null then 'undecidable'
        when scope.number_of_tenderers <> 1 then 'clear'
        when scope.method is null then 'undecidable'
        else 'flagged'
    end as verdict,
from src.ocds_scope as scope
cross join engine.run as run
left join param.ocds_competitive_methods as competitive
    on competitive.day = run.as_of and competitive.member = scope.method
where competitive.member is not null or scope.method is null
