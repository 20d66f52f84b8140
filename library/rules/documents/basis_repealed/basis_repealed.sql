-- 每份写明依据文件的有效文件：依据是否已经废止或者届满，此后有没有清理。
with

in_force as (
    select
        given.document_id,
        given.effective_on,
        given.unit_id,
        given.name,
        given.basis_id,
        given.cleaned_on
    from src.norm_document as given
    cross join engine.run as run
    where
        given.kind in ('ordinary', 'trial')
        and given.basis_id is not null
        and given.repealed_on is null
        and coalesce(given.expires_on, run.as_of) >= run.as_of
),

compared as (
    select
        in_force.document_id,
        in_force.effective_on,
        in_force.unit_id,
        in_force.name,
        in_force.basis_id,
        in_force.cleaned_on,
        basis.document_id as known_basis,
        basis.name as basis_name,
        least(basis.repealed_on, basis.expires_on) as basis_ended_on
    from in_force
    left join src.norm_document as basis
        on in_force.basis_id = basis.document_id
)

select
    compared.document_id as record_id,
    compared.effective_on as trigger_day,
    compared.unit_id,
    compared.name,
    compared.basis_id,
    compared.basis_name,
    compared.basis_ended_on,
    compared.cleaned_on,
    case when compared.known_basis is null then 'basis' end as missing,
    case
        when compared.known_basis is null then 'undecidable'
        when compared.basis_ended_on is null or compared.basis_ended_on > run.as_of then 'clear'
        when compared.cleaned_on >= compared.basis_ended_on then 'clear'
        else 'flagged'
    end as verdict
from compared
cross join engine.run as run
