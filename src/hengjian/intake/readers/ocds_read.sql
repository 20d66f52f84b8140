-- One pass over the lines. Only the fields that some indicator reads are declared, so that the rest of
-- a release is skipped unparsed. Numbers stay JSON text: a cast here would read "1" as 1.
select
    release.ocid,
    release.date as released_at,
    release.tender,
    release.buyer,
    release.bids.details as bids,
    release.awards,
from read_json(
    getvariable('ocds_path'),
    format = 'newline_delimited',
    ignore_errors = getvariable('ocds_tolerant'),
    columns = {
        ocid: 'varchar',
        date: 'varchar',
        buyer: 'struct(id varchar)',
        tender: 'struct(
            status varchar, "procurementMethod" varchar, "procurementMethodDetails" varchar, "numberOfTenderers" json,
            "tenderPeriod" struct("startDate" varchar, "endDate" varchar), "procuringEntity" struct(id varchar)
        )',
        bids: 'struct(
            details struct(
                status varchar, date varchar, value struct(amount json, currency varchar), tenderers struct(id varchar)[]
            )[]
        )',
        awards: 'struct(
            status varchar, suppliers struct(id varchar)[], items struct(classification struct(id varchar))[]
        )[]'
    }
) as release
