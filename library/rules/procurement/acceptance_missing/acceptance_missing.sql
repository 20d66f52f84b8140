-- 每份履行期满或者已有验收记录的合同：约定验收日期过后是否有验收日期。
with

accepted as (
    select
        acceptance.contract_id,
        max(acceptance.due_on) as due_on,
        max(acceptance.accepted_on) as accepted_on
    from src.acceptance as acceptance
    group by acceptance.contract_id
)

select
    contract.contract_id as record_id,
    coalesce(accepted.due_on, contract.ends_on) as trigger_day,
    contract.buyer_id,
    contract.supplier_code,
    contract.amount_fen,
    contract.ends_on,
    accepted.due_on,
    accepted.accepted_on,
    contract.handler_id,
    case
        when accepted.accepted_on is not null then null
        when accepted.due_on is null then 'due'
    end as missing,
    case
        when accepted.accepted_on is not null then 'clear'
        when accepted.due_on is null then 'undecidable'
        when run.as_of > accepted.due_on then 'flagged'
        else 'pending'
    end as verdict
from src.contract as contract
cross join engine.run as run
left join accepted
    on contract.contract_id = accepted.contract_id
where
    coalesce(contract.contract_kind, 'original') = 'original'
    and (accepted.contract_id is not null or run.as_of > contract.ends_on)
