-- Unnested rows (ocds_release, ocds_bid_rows … are Arrow tables of ocds_unnest.py) to typed tables.
-- Columns named bad_* keep the text of a value that could not be taken over; ocds_rejects.sql reports
-- them. Statements are separated by a line of dashes.

-- An instant needs its zone: a local time would silently become the zone of this machine.
create or replace macro ocds_in.instant(t) as
    case
        when ends_with(t, 'Z') or (length(t) >= 25 and substr(t, length(t) - 5, 1) in ('+', '-'))
        then try_cast(t as timestamptz)
    end;
----
-- A count as JSON text: a quoted number stays quoted and is refused, as are signs and fractions.
create or replace macro ocds_in.whole(t) as
    case when regexp_full_match(cast(t as varchar), '[0-9]{1,18}') then try_cast(cast(t as varchar) as bigint) end;
----
-- Text to decimal(38, 9) is a hundred times slower than these two steps (DuckDB 1.5): six decimals
-- exactly up to 10^12, beyond that the nearest double.
create or replace macro ocds_in.decimal_of(t) as
    coalesce(
        cast(try_cast(cast(t as varchar) as decimal(18, 6)) as decimal(38, 9)),
        try_cast(try_cast(cast(t as varchar) as double) as decimal(38, 9))
    );
----
-- An identifier that is an object or array in the source arrives here as its JSON text. The ranges mean
-- `starts with { or [`: comparing is cheaper than a function on each of millions of texts.
create or replace macro ocds_in.identifier(t) as
    case
        when t = '' then null
        when (t >= '{' and t < '|') or (t >= '[' and t < '\') then case when json_valid(t) then null else t end
        else t
    end;
----
create or replace table ocds_in.process as
with read_values as (
    select
        release.ocid as ocid,
        release.line_no as line_no,
        release.released_at as released_text,
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
        ocds_in.identifier(buyer_text) as buyer_id,
        release.tender."procuringEntity".id as procuring_entity_text,
        ocds_in.identifier(procuring_entity_text) as procuring_entity_id,
        release.bid_count as bid_count,
        release.award_count as award_count,
    from ocds_release as release
)
select
    ocid,
    line_no,
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
    buyer_id,
    procuring_entity_id,
    bid_count,
    award_count,
    case when tender_start_at is null then nullif(start_text, '') end as bad_start,
    case when tender_end_at is null then nullif(end_text, '') end as bad_end,
    case when number_of_tenderers is null then nullif(cast(tenderers_text as varchar), '""') end as bad_tenderers,
    case when buyer_id is null then nullif(buyer_text, '') end as bad_buyer,
    case when procuring_entity_id is null then nullif(procuring_entity_text, '') end as bad_procuring_entity,
from read_values;
----
create or replace view ocds_in.ocds_process as
select
    ocid, line_no, process_on, tender_status, method, method_details, tender_start_at, tender_end_at, open_days,
    number_of_tenderers, buyer_id, procuring_entity_id, bid_count, award_count,
from ocds_in.process;
----
create or replace table ocds_in.bid as
with read_values as (
    select
        bid.line_no,
        bid.ocid,
        bid.bid_no as bid_no,
        bid.status as status,
        bid.date as date_text,
        ocds_in.instant(date_text) as submitted_at,
        bid.value.amount as amount_text,
        ocds_in.decimal_of(amount_text) as amount,
        bid.value.currency as currency,
        bid.tenderers_count as tenderer_count,
        bid.tenderers_id as tenderer_text,
        ocds_in.identifier(tenderer_text) as tenderer_id,
    from ocds_bid_rows as bid
)
select
    line_no,
    ocid,
    bid_no,
    status,
    submitted_at,
    amount,
    currency,
    tenderer_count,
    tenderer_id,
    case when submitted_at is null then nullif(date_text, '') end as bad_date,
    case when amount is null then nullif(cast(amount_text as varchar), '""') end as bad_amount,
    case when tenderer_id is null then nullif(tenderer_text, '') end as bad_tenderer,
from read_values;
----
create or replace view ocds_in.ocds_bid as
select ocid, bid_no, status, submitted_at, amount, currency, tenderer_count, tenderer_id
from ocds_in.bid;
----
create or replace table ocds_in.ocds_bid_tenderer as
select
    tenderer.ocid,
    tenderer.bid_no,
    tenderer.no as tenderer_no,
    tenderer.status,
    ocds_in.identifier(tenderer.id) as tenderer_id,
from ocds_tenderer_rows as tenderer
where ocds_in.identifier(tenderer.id) is not null;
----
create or replace table ocds_in.ocds_award as
select
    award.ocid,
    award.award_no,
    award.status,
    award.suppliers_count as supplier_count,
    ocds_in.identifier(award.suppliers_id) as supplier_id,
from ocds_award_rows as award;
----
create or replace table ocds_in.ocds_award_supplier as
select
    supplier.ocid,
    supplier.award_no,
    supplier.no as supplier_no,
    supplier.status,
    ocds_in.identifier(supplier.id) as supplier_id,
from ocds_supplier_rows as supplier
where ocds_in.identifier(supplier.id) is not null;
----
create or replace table ocds_in.ocds_award_item as
select
    item.ocid,
    item.award_no,
    item.no as item_no,
    item.status,
    ocds_in.identifier(item.suppliers_id) as supplier_id,
    ocds_in.identifier(item.classification.id) as classification_id,
from ocds_item_rows as item;
