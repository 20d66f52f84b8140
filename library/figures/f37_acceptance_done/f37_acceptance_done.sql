-- Acceptances due in the period: concluded by its end, and passed? Contracts that ended without any are gaps.
select
    acceptance.acceptance_id as record_id,
    contract.buyer_id as unit_id,
    acceptance.contract_id,
    acceptance.due_on,
    acceptance.accepted_on,
    case when acceptance.result = 'passed' and acceptance.accepted_on <= run.period_end then 1 else 0 end
        as passed,
    case when acceptance.accepted_on <= run.period_end then 1 else 0 end as concluded,
    case when acceptance.accepted_on <= run.period_end then 0 else 1 end as open,
    1 as one,
    case
        when acceptance.due_on is null then 'due_on'
        when acceptance.accepted_on <= run.period_end and acceptance.result is null then 'result'
    end as missing
from src.acceptance as acceptance
cross join engine.run as run
left join src.contract as contract
    on acceptance.contract_id = contract.contract_id
where
    (acceptance.due_on >= run.period_start and acceptance.due_on <= run.period_end)
    or (
        acceptance.due_on is null
        and coalesce(acceptance.accepted_on, contract.ends_on) >= run.period_start
        and coalesce(acceptance.accepted_on, contract.ends_on) <= run.period_end
    )
union all
select
    contract.contract_id as record_id,
    contract.buyer_id as unit_id,
    contract.contract_id,
    contract.ends_on as due_on,
    cast(null as date) as accepted_on,
    0 as passed,
    0 as concluded,
    1 as open,
    1 as one,
    'acceptance' as missing
from src.contract as contract
cross join engine.run as run
where
    contract.ends_on >= run.period_start
    and contract.ends_on <= run.period_end
    and (contract.contract_kind = 'original' or contract.contract_kind is null)
    and not exists (
        select 1
        from src.acceptance as acceptance
        where acceptance.contract_id = contract.contract_id
    )
