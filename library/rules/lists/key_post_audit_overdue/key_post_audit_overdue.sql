-- Key posts in force today: the day by which an audit or a special inspection was due.
select
    post.post_id || '|' || cast(post.valid_from as varchar) as record_id,
    post.valid_from as trigger_day,
    post.unit_id,
    post.post_id,
    post.name,
    post.holder_id,
    post.last_audit_on,
    post.audit_due_on,
    case when post.audit_due_on is null then 'due' end as missing,
    case
        when post.audit_due_on is null then 'undecidable'
        when post.audit_due_on < run.as_of then 'flagged'
        else 'clear'
    end as verdict
from src.key_post as post
cross join engine.run as run
where
    post.valid_from <= run.as_of
    and (post.valid_to is null or post.valid_to >= run.as_of)
