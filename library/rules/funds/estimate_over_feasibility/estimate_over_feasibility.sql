-- 概算与可研估算之差同可研估算乘法定比例比较。
select
    project.project_id as record_id,
    project.started_on as trigger_day,
    project.owner_id,
    project.name,
    project.feasibility_fen,
    project.estimate_fen,
    growth.value as share,
    case
        when project.started_on is null then 'started'
        when project.feasibility_fen is null or project.estimate_fen is null then 'amounts'
    end as missing,
    case
        when project.started_on is null then 'undecidable'
        when project.feasibility_fen is null or project.estimate_fen is null then 'undecidable'
        when project.estimate_fen - project.feasibility_fen > project.feasibility_fen * growth.value then 'flagged'
        else 'clear'
    end as verdict
from src.project as project
left join param.investment_estimate_growth as growth
    on project.started_on = growth.day
where
    project.kind in ('works', 'renovation')
    and (growth.value is not null or project.started_on is null)
