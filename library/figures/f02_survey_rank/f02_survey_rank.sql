-- The district's own result in the newest survey edition of each scope that was published in the period.
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
),

compared as (
    select
        own.edition_id,
        count(other.place) filter (where other.score > own.score) as better,
        count(other.place) filter (where other.score = own.score) as equals
    from src.survey_result as own
    left join src.survey_result as other
        on
            own.edition_id = other.edition_id
            and own.place <> other.place
    where own.is_own
    group by own.edition_id
)

select
    own.edition_id || '|' || own.place as record_id,
    own.edition_id,
    newest.scope,
    own.place,
    own.score,
    case when newest.scope = 'province' then own.rank end as province_rank,
    case when newest.scope = 'city' then own.rank end as city_rank,
    case when newest.scope = 'province' and own.score is not null then compared.better + 1 end as computed_rank,
    compared.equals,
    case
        when newest.document is null then 'document'
        when own.rank is null then 'rank'
    end as missing
from newest
join src.survey_result as own
    on newest.edition_id = own.edition_id
join compared
    on own.edition_id = compared.edition_id
where
    newest.turn = 1
    and own.is_own
