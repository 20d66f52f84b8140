-- Nested releases to flat tables. `release` holds one row per loaded line; its rowid is the place of
-- the line in the file (row_number() would make the read single-threaded).
-- Columns named bad_* keep the text of a value that could not be taken over; ocds_rejects.sql
-- reports them. Statements are separated by a line of dashes.

-- An instant needs its zone: a local time would silently become the zone of this machine.
create or replace macro ocds_in.instant(t) as
    case
        when right(t, 1) = 'Z' or (length(t) >= 25 and substr(t, length(t) - 5, 1) in ('+', '-'))
        then try_cast(t as timestamptz)
    end;
----
-- A count as JSON text: a quoted number stays quoted and is refused, as are signs and fractions.
create or replace macro ocds_in.whole(t) as
    case when regexp_full_match(cast(t as varchar), '[0-9]{1,18}') then cast(cast(t as varchar) as bigint) end;
----
-- Text to decimal(38, 9) is a hundred times slower than these two steps (DuckDB 1.5): six decimals
-- exactly up to 10^12, beyond that the nearest double.
create or replace macro ocds_in.decimal_of(t) as
    coalesce(
        cast(try_cast(cast(t as varchar) as decimal(18, 6)) as decimal(38, 9)),
        try_cast(try_cast(cast(t as varchar) as double) as decimal(38, 9))
    );
----
-- An identifier that is an object or array in the source arrives here as its JSON text.
create or replace macro ocds_in.is_nested(t) as
    case when left(t, 1) in ('{', '[') then json_valid(t) else false end;
----
create or replace macro ocds_in.identifier(t) as
    case when t = '' or ocds_in.is_nested(t) then null else t end;
----
create or replace macro ocds_in.nested_text(t) as case when ocds_in.is_nested(t) then t end;
----
create or replace table ocds_in.process as
with read_values as (
    select
        release.rowid as place,
        release.ocid as ocid,
        release.date as released_text,
        release.tender.status as tender_status,
        release.tender."procurementMethod" as method,
        release.tender."procurementMethodDetails" as method_details,
        release.tender."tenderPeriod"."startDate" as start_text,
        release.tender."tenderPeriod"."endDate" as end_text,
        ocds_in.instant(start_text) as tender_start_at,
        ocds_in.instant(end_text) as tender_end_at,
        release.tender."numberOfTenderers" as tenderers_text,
        ocds_in.whole(tenderers_text) as number_of_tenderers,
        release.buyer.id as buyer_text,
        release.tender."procuringEntity".id as procuring_entity_text,
        len(release.bids.details) as bid_count,
        len(release.awards) as award_count,
    from ocds_in.release as release
)
select
    ocid,
    ocds_in.line_of(place) as line_no,
    -- The day as the publisher wrote it: an instant has no day without a zone.
    try_cast(left(coalesce(end_text, start_text, released_text), 10) as date) as process_on,
    tender_status,
    method,
    method_details,
    tender_start_at,
    tender_end_at,
    -- Whole periods of 24 hours; date_sub would count days of the session's zone.
    (epoch_us(tender_end_at) - epoch_us(tender_start_at)) // 86400000000 as open_days,
    number_of_tenderers,
    ocds_in.identifier(buyer_text) as buyer_id,
    ocds_in.identifier(procuring_entity_text) as procuring_entity_id,
    bid_count,
    award_count,
    case when tender_start_at is null then nullif(start_text, '') end as bad_start,
    case when tender_end_at is null then nullif(end_text, '') end as bad_end,
    case when number_of_tenderers is null then nullif(cast(tenderers_text as varchar), '""') end as bad_tenderers,
    ocds_in.nested_text(buyer_text) as bad_buyer,
    ocds_in.nested_text(procuring_entity_text) as bad_procuring_entity,
from read_values;
----
create or replace table ocds_in.bid as
with listed as (
    select
        release.rowid as place,
        release.ocid as ocid,
        unnest(release.bids.details) as bid,
        unnest(range(1, len(release.bids.details) + 1)) as bid_no,
    from ocds_in.release as release
),
read_values as (
    select
        place,
        ocid,
        bid_no,
        bid.status as status,
        bid.date as date_text,
        ocds_in.instant(date_text) as submitted_at,
        bid.value.amount as amount_text,
        ocds_in.decimal_of(amount_text) as amount,
        bid.value.currency as currency,
        bid.tenderers as tenderers,
        coalesce(len(tenderers), 0) as tenderer_count,
    from listed
)
select
    place,
    ocid,
    bid_no,
    status,
    submitted_at,
    amount,
    currency,
    tenderer_count,
    case when tenderer_count = 1 then ocds_in.identifier(tenderers[1].id) end as tenderer_id,
    case
        when tenderer_count = 1 then ocds_in.identifier(tenderers[1].id)
        else nullif(array_to_string(list_sort(list_distinct([ocds_in.identifier(t.id) for t in tenderers])), ' + '), '')
    end as tenderer_key,
    case when tenderer_count > 1 then tenderers end as partners,
    case when submitted_at is null then nullif(date_text, '') end as bad_date,
    case when amount is null then nullif(cast(amount_text as varchar), '""') end as bad_amount,
    case when tenderer_count = 1 then ocds_in.nested_text(tenderers[1].id) end as bad_tenderer,
from read_values;
----
create or replace view ocds_in.ocds_process as
select
    ocid, line_no, process_on, tender_status, method, method_details, tender_start_at, tender_end_at, open_days,
    number_of_tenderers, buyer_id, procuring_entity_id, bid_count, award_count,
from ocds_in.process;
----
create or replace view ocds_in.ocds_bid as
select ocid, bid_no, status, submitted_at, amount, currency, tenderer_count, tenderer_id, tenderer_key
from ocds_in.bid;
----
create or replace view ocds_in.ocds_bid_tenderer as
select ocid, bid_no, cast(1 as bigint) as tenderer_no, status, tenderer_id
from ocds_in.bid
where tenderer_id is not null
union all
select ocid, bid_no, tenderer_no, status, ocds_in.identifier(partner.id) as tenderer_id
from (
    select
        ocid,
        bid_no,
        status,
        unnest(partners) as partner,
        unnest(range(1, tenderer_count + 1)) as tenderer_no,
    from ocds_in.bid
    where tenderer_count > 1
) as shared
where ocds_in.identifier(partner.id) is not null;
----
create or replace view ocds_in.award as
select
    release.rowid as place,
    release.ocid as ocid,
    unnest(release.awards) as award,
    unnest(range(1, len(release.awards) + 1)) as award_no,
from ocds_in.release as release;
----
create or replace view ocds_in.ocds_award as
select
    ocid,
    award_no,
    award.status as status,
    coalesce(len(award.suppliers), 0) as supplier_count,
    case when len(award.suppliers) = 1 then ocds_in.identifier(award.suppliers[1].id) end as supplier_id,
from ocds_in.award;
----
create or replace view ocds_in.ocds_award_supplier as
select ocid, award_no, supplier_no, status, ocds_in.identifier(supplier.id) as supplier_id
from (
    select
        ocid,
        award_no,
        award.status as status,
        unnest(award.suppliers) as supplier,
        unnest(range(1, len(award.suppliers) + 1)) as supplier_no,
    from ocds_in.award
) as supplied
where ocds_in.identifier(supplier.id) is not null;
----
create or replace view ocds_in.ocds_award_item as
select ocid, award_no, item_no, status, supplier_id, ocds_in.identifier(item.classification.id) as classification_id
from (
    select
        ocid,
        award_no,
        award.status as status,
        case when len(award.suppliers) = 1 then ocds_in.identifier(award.suppliers[1].id) end as supplier_id,
        unnest(award.items) as item,
        unnest(range(1, len(award.items) + 1)) as item_no,
    from ocds_in.award
) as itemised;
