create or replace temp table ocds_double as
select
    release.rowid as place,
    first_value(release.rowid) over (
        partition by release.ocid
        order by try_cast(release.date as timestamptz) desc nulls last, release.rowid desc
    ) as kept,
from ocds_in.release as release
where release.ocid in (select other.ocid from ocds_in.release as other group by other.ocid having count(*) > 1);
----
insert into ocds_in.reject
select ocds_in.line_of(place), '', release.ocid, 'ocid重复，已采用第' || ocds_in.line_of(kept) || '行'
from ocds_double
join ocds_in.release as release on release.rowid = place
where place <> kept
order by place;
----
delete from ocds_in.release where rowid in (select place from ocds_double where place <> kept);
