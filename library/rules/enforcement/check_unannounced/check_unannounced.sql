-- 每次入企检查：通知是否不晚于检查开始之日，没有通知的是否写明理由。
with

counted as (
    select
        given.check_id,
        given.started_on,
        given.unit_id,
        given.leader_id,
        given.credit_code,
        given.cause,
        given.notified_on,
        given.no_notice_reason,
        count(coalesce(cast(given.notified_on as varchar), given.no_notice_reason))
            over (partition by given.unit_id) as notices
    from src.enterprise_check as given
)

select
    counted.check_id as record_id,
    counted.started_on as trigger_day,
    counted.unit_id,
    counted.leader_id,
    counted.credit_code,
    counted.cause,
    counted.notified_on,
    counted.no_notice_reason,
    case when counted.notices = 0 then 'notice' end as missing,
    case
        when counted.notices = 0 then 'undecidable'
        when counted.notified_on <= counted.started_on then 'clear'
        when counted.no_notice_reason is not null then 'clear'
        else 'flagged'
    end as verdict
from counted
