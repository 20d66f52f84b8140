-- Places of the newest survey edition of each scope that was published in the period.
with

newest as (
    select
        edition.edition_id,
        edition.scope,
        edition.document,
        row_number() over (partition by edition.scope order by edition.published_on desc, edition.edition_id desc) as turn
    from src.survey_edition as edition
    cross join engine.run as run
    where
        edition.published_on >= run.period_start
        and edition.published_on <= run.period_end
)

select
    newest.edition_id || '|' || result.place as record_id,
    newest.edition_id,
    newest.scope,
    result.place,
    result.score,
    result.rank,
    case when newest.scope = 'province' then result.place end as province_place,
    case when newest.scope = 'city' then result.place end as city_place,
    case when newest.document is null then 'document' end as missing
from newest
join src.survey_result as result
    on newest.edition_id = result.edition_id
where
    newest.turn = 1
    and (result.rank is not null or result.score is not null)
