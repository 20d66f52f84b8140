-- Packages of the reported year: the stage follows from what is recorded, the next day from the law.
with

awarded as (
    select
        award.package_id,
        min(award.notice_on) as notice_on
    from src.award as award
    group by award.package_id
),

signed as (
    select
        contract.package_id,
        min(contract.signed_on) as signed_on,
        min(contract.published_on) as published_on,
        max(acceptance.accepted_on) as accepted_on,
        min(case when acceptance.accepted_on is null then acceptance.due_on end) as acceptance_due_on,
        max(payment.paid_on) as paid_on
    from src.contract as contract
    left join src.acceptance as acceptance
        on contract.contract_id = acceptance.contract_id
    left join src.payment as payment
        on contract.contract_id = payment.contract_id
    group by contract.package_id
),

placed as (
    select
        package.package_id,
        package.buyer_id,
        package.name,
        package.budget_fen,
        package.bid_deadline_on,
        case
            when package.status in ('failed', 'cancelled') then 'ended'
            when signed.paid_on is not null then 'paid'
            when signed.accepted_on is not null then 'accepted'
            when signed.published_on is not null then 'performing'
            when signed.signed_on is not null then 'signed'
            when package.status = 'awarded' then 'awarded'
            when package.bid_deadline_on < run.as_of then 'review'
            when package.notice_on <= run.as_of then 'bidding'
            else 'planned'
        end as stage,
        term.due_day as signing_day,
        publication.due_day as publication_day,
        signed.acceptance_due_on,
        run.as_of
    from src.procurement_package as package
    cross join engine.run as run
    left join awarded
        on package.package_id = awarded.package_id
    left join signed
        on package.package_id = signed.package_id
    left join param.procurement_contract_signing as term
        on awarded.notice_on = term.start_day
    left join param.procurement_contract_publication as publication
        on signed.signed_on = publication.start_day
    where coalesce(package.notice_on, package.started_on, run.as_of) >= run.period_start
),

dated as (
    select
        placed.package_id,
        placed.buyer_id,
        placed.name,
        placed.budget_fen,
        placed.stage,
        placed.as_of,
        case
            when placed.stage = 'bidding' then placed.bid_deadline_on
            when placed.stage = 'awarded' then placed.signing_day
            when placed.stage = 'signed' then placed.publication_day
            when placed.stage = 'performing' then placed.acceptance_due_on
        end as next_day
    from placed
)

select
    dated.package_id as record_id,
    dated.buyer_id,
    dated.name,
    dated.budget_fen,
    dated.stage,
    case
        when dated.stage = 'bidding' then 'bid_deadline'
        when dated.stage = 'awarded' then 'signing'
        when dated.stage = 'signed' then 'publication'
        when dated.stage = 'performing' then 'acceptance'
        when dated.stage = 'accepted' then 'payment'
    end as next_step,
    dated.next_day,
    dated.next_day < dated.as_of as is_late
from dated
