-- 已验收项目的验收日期与完工日期先后。
select
    project.project_id as record_id,
    project.accepted_on as trigger_day,
    project.owner_id,
    project.name,
    project.completed_on,
    project.total_paid_fen,
    case when project.completed_on is null then 'completed' end as missing,
    case
        when project.completed_on is null then 'undecidable'
        when project.accepted_on < project.completed_on then 'flagged'
        else 'clear'
    end as verdict
from src.project as project
where project.accepted_on is not null
