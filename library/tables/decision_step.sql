-- 重大行政决策的每个环节，附承办单位和经办人。
select
    log.matter_id,
    log.seq,
    given.unit_id,
    given.handler_id,
    log.step,
    log.happened_on,
    log.unit_id as by_unit_id,
    log.actor_id as by_id
from src.matter_event as log
join src.matter as given
    on log.matter_id = given.matter_id
where given.procedure = 'decision'
