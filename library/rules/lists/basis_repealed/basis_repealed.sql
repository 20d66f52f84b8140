-- Entries in force today that name a document, and whether that document is still alive today.
with

entries as (
    select fee.fee_id as item_id, fee.valid_from, fee.valid_to, fee.unit_id, fee.name, fee.basis_id
    from src.fee_item as fee
    union all
    select negative.item_id, negative.valid_from, negative.valid_to, negative.unit_id, negative.name, negative.basis_id
    from src.negative_item as negative
    union all
    select proof.proof_id as item_id, proof.valid_from, proof.valid_to, proof.unit_id, proof.name, proof.basis_id
    from src.proof_item as proof
    union all
    select
        benchmark.benchmark_id as item_id,
        benchmark.valid_from,
        benchmark.valid_to,
        benchmark.unit_id,
        benchmark.cause as name,
        benchmark.basis_id
    from src.discretion_benchmark as benchmark
)

select
    entries.item_id || '|' || cast(entries.valid_from as varchar) as record_id,
    entries.valid_from as trigger_day,
    entries.unit_id,
    entries.item_id,
    entries.name,
    entries.basis_id,
    document.name as basis_name,
    document.repealed_on,
    document.expires_on,
    case when document.document_id is null then 'document' end as missing,
    case
        when document.document_id is null then 'undecidable'
        when document.repealed_on <= run.as_of then 'flagged'
        when document.expires_on < run.as_of then 'flagged'
        else 'clear'
    end as verdict
from entries
cross join engine.run as run
left join src.norm_document as document
    on entries.basis_id = document.document_id
where
    entries.basis_id is not null
    and entries.valid_from <= run.as_of
    and (entries.valid_to is null or entries.valid_to >= run.as_of)
