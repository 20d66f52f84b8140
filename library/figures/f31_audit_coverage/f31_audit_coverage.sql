-- Units alive at the end of the period: was a report on them issued in the period or in the year before?
with

audited as (
    select
        audit.unit_id,
        max(case when audit.report_on >= run.prior_start and audit.report_on <= run.period_end then 1 else 0 end)
            as in_two_years,
        max(case when audit.report_on >= run.period_start and audit.report_on <= run.period_end then 1 else 0 end)
            as in_period,
        max(case
            when audit.report_on is null
                and coalesce(audit.started_on, audit.notice_on) is null then 1
            else 0
        end) as undated
    from src.audit as audit
    cross join engine.run as run
    group by audit.unit_id
)

select
    unit.unit_id as record_id,
    unit.kind,
    coalesce(audited.in_two_years, 0) as audited,
    coalesce(audited.in_period, 0) as audited_now,
    1 - coalesce(audited.in_two_years, 0) as unaudited,
    1 as one,
    case when audited.in_two_years = 0 and audited.undated = 1 then 'report_on' end as missing
from src.unit as unit
cross join engine.run as run
left join audited
    on unit.unit_id = audited.unit_id
where
    unit.kind in ('department', 'township', 'institution')
    and (unit.established_on is null or unit.established_on <= run.period_end)
    and (unit.closed_on is null or unit.closed_on > run.period_end)
