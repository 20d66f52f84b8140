-- Findings of the family "overdue" that began in the period; what could not be decided stands apart.
select
    finding.finding_id as record_id,
    finding.unit as unit_id,
    unit.name as unit_name,
    finding.record_id as act_id,
    case when finding.level = 'hard' then finding.record_id end as hard_act_id,
    finding.rule,
    finding.trigger_day,
    case
        when finding.verdict = 'undecidable' then 'overdue'
        when finding.unit is null then 'unit'
        when finding.trigger_day is null then 'trigger_day'
    end as missing
from engine.finding as finding
cross join engine.run as run
left join src.unit as unit
    on finding.unit = unit.unit_id
where
    finding.family = 'overdue'
    and finding.verdict in ('flagged', 'undecidable')
    and (
        finding.trigger_day is null
        or (finding.trigger_day >= run.period_start and finding.trigger_day <= run.period_end)
    )
