-- Key posts with a holder today: the day of rotation, later only with a reason and a day.
with

posts as (
    select
        post.post_id,
        post.valid_from,
        post.unit_id,
        post.name,
        post.holder_id,
        post.since,
        post.exempt_reason,
        case
            when post.exempt_reason is not null then greatest(post.rotate_by, post.exempt_until)
            else post.rotate_by
        end as due_day
    from src.key_post as post
    cross join engine.run as run
    where
        post.holder_id is not null
        and post.valid_from <= run.as_of
        and (post.valid_to is null or post.valid_to >= run.as_of)
)

select
    posts.post_id || '|' || cast(posts.valid_from as varchar) as record_id,
    posts.valid_from as trigger_day,
    posts.unit_id,
    posts.post_id,
    posts.name,
    posts.holder_id,
    posts.since,
    posts.due_day,
    posts.exempt_reason,
    case when posts.due_day is null then 'term' end as missing,
    case
        when posts.due_day is null then 'undecidable'
        when posts.due_day < run.as_of then 'flagged'
        else 'clear'
    end as verdict
from posts
cross join engine.run as run
