-- 工程类项目的累计支付与批准概算比较。
select
    project.project_id as record_id,
    project.started_on as trigger_day,
    project.owner_id,
    project.name,
    project.estimate_fen,
    project.total_paid_fen,
    case
        when project.estimate_fen is null then 'estimate'
        when project.total_paid_fen is null then 'paid'
    end as missing,
    case
        when project.estimate_fen is null or project.total_paid_fen is null then 'undecidable'
        when project.total_paid_fen > project.estimate_fen then 'flagged'
        else 'clear'
    end as verdict
from src.project as project
where project.kind in ('works', 'renovation')
