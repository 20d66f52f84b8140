-- Approved budget less contracts and supplements, for packages awarded in the period. Overruns stay in.
-- A package of lots counts the budget of the lots that were awarded, unless all were.
with

awards as (
    select
        award.package_id,
        max(award.notice_on) as notice_on,
        count(distinct coalesce(award.lot_id, award.package_id)) as lots
    from src.award as award
    group by award.package_id
),

contracts as (
    select
        contract.package_id,
        max(contract.signed_on) as signed_on,
        count(distinct coalesce(contract.lot_id, contract.package_id)) as lots,
        cast(sum(contract.amount_fen) as bigint) as amount_fen,
        max(case when contract.amount_fen is null then 1 else 0 end) as no_amount
    from src.contract as contract
    where
        contract.contract_kind = 'original'
        or contract.contract_kind is null
    group by contract.package_id
),

framework as (
    select distinct contract.package_id
    from src.contract as contract
    where contract.contract_kind = 'framework'
),

supplements as (
    select
        contract.package_id,
        cast(sum(supplement.amount_fen) as bigint) as amount_fen,
        max(case when supplement.amount_fen is null then 1 else 0 end) as no_amount
    from src.supplement as supplement
    cross join engine.run as run
    join src.contract as contract
        on supplement.contract_id = contract.contract_id
    where
        supplement.signed_on is null
        or supplement.signed_on <= run.as_of
    group by contract.package_id
),

awarded_lots as (
    select distinct
        award.package_id,
        award.lot_id
    from src.award as award
),

lots as (
    select
        lot.package_id,
        count(lot.lot_id) as lots,
        count(awarded.lot_id) as awarded,
        cast(sum(case when awarded.lot_id is not null then lot.budget_fen end) as bigint) as budget_fen,
        max(case when awarded.lot_id is not null and lot.budget_fen is null then 1 else 0 end) as no_budget
    from src.procurement_lot as lot
    left join awarded_lots as awarded
        on lot.package_id = awarded.package_id
        and lot.lot_id = awarded.lot_id
    group by lot.package_id
),

package as (
    select
        package.package_id,
        package.buyer_id,
        package.category,
        package.method,
        case
            when lots.awarded > 0 and lots.awarded < lots.lots
                then case when lots.no_budget = 0 then lots.budget_fen end
            else package.budget_fen
        end as budget_fen,
        coalesce(awards.notice_on, package.winner_confirmed_on, contracts.signed_on) as awarded_on,
        cast(package.fiscal_year as varchar)
            = substring(cast(run.period_start as varchar), 1, length(cast(package.fiscal_year as varchar)))
            as is_of_year,
        awards.lots as award_count,
        contracts.lots as contract_count,
        contracts.amount_fen as contract_fen,
        contracts.no_amount as contract_gap,
        coalesce(supplements.amount_fen, 0) as supplement_fen,
        coalesce(supplements.no_amount, 0) as supplement_gap
    from src.procurement_package as package
    cross join engine.run as run
    left join awards
        on package.package_id = awards.package_id
    left join contracts
        on package.package_id = contracts.package_id
    left join supplements
        on package.package_id = supplements.package_id
    left join lots
        on package.package_id = lots.package_id
    left join framework
        on package.package_id = framework.package_id
    where
        package.status = 'awarded'
        and package.method <> 'framework'
        and framework.package_id is null
        and not exists (
            select 1
            from src.procurement_package as later
            where later.retender_of = package.package_id
        )
)

select
    package.package_id as record_id,
    package.buyer_id,
    package.category,
    package.method,
    package.budget_fen,
    package.contract_fen,
    package.supplement_fen,
    package.budget_fen - package.contract_fen - package.supplement_fen as saving_fen,
    case
        when package.contract_fen + package.supplement_fen > package.budget_fen
            then package.contract_fen + package.supplement_fen - package.budget_fen
        else 0
    end as overrun_fen,
    case
        when package.awarded_on is null then 'award_day'
        when package.contract_count is null or package.contract_count < package.award_count then 'contract'
        when package.budget_fen is null then 'budget'
        when package.contract_gap = 1 then 'contract_amount'
        when package.supplement_gap = 1 then 'supplement_amount'
    end as missing
from package
cross join engine.run as run
where
    (package.awarded_on >= run.period_start and package.awarded_on <= run.period_end)
    or (package.awarded_on is null and package.is_of_year)
