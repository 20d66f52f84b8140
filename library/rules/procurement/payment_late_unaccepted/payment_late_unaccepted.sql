-- 每份约定验收期限届满而没有验收的中小企业采购合同一行：期限届满时是否已付款。约定天数不超过法定最长期限的从约定，没有约定的按法定期限。
with

applicable as (
    select min(term.start_day) as first_day
    from param.sme_payment as term
),

started as (
    select
        acceptance.contract_id,
        max(acceptance.due_on) as start_on
    from src.acceptance as acceptance
    group by acceptance.contract_id
    having count(acceptance.accepted_on) = 0
),

supplemented as (
    select
        supplement.contract_id,
        cast(sum(supplement.amount_fen) as bigint) as amount_fen,
        count(supplement.supplement_id) as supplements,
        count(supplement.amount_fen) as priced
    from src.supplement as supplement
    group by supplement.contract_id
),

unlinked as (
    select
        payment.unit_id,
        payment.payee_code,
        max(payment.paid_on) as last_on
    from src.payment as payment
    where payment.contract_id is null
    group by
        payment.unit_id,
        payment.payee_code
),

clocked as (
    select
        contract.contract_id,
        contract.buyer_id,
        contract.supplier_code,
        contract.is_sme,
        contract.agreed_payment_days,
        started.start_on,
        unlinked.last_on as unlinked_on,
        normal.version as law_from,
        case
            when coalesce(supplemented.supplements, 0) = coalesce(supplemented.priced, 0)
                then contract.amount_fen + coalesce(supplemented.amount_fen, 0)
        end as payable_fen,
        case
            when contract.agreed_payment_days is null then normal.due_day
            else agreed_end.next_working_day
        end as due_day
    from src.contract as contract
    join started
        on contract.contract_id = started.contract_id
    cross join applicable
    left join src.unit as buyer
        on contract.buyer_id = buyer.unit_id
    left join supplemented
        on contract.contract_id = supplemented.contract_id
    left join unlinked
        on
            contract.buyer_id = unlinked.unit_id
            and contract.supplier_code = unlinked.payee_code
    left join param.sme_payment as normal
        on started.start_on = normal.start_day
    left join param.sme_payment_maximum as longest
        on started.start_on = longest.start_day
    left join engine.calendar as agreed_start
        on started.start_on = agreed_start.day
    left join engine.calendar as agreed_end
        on agreed_start.day_no + least(contract.agreed_payment_days, longest.n) = agreed_end.day_no
    where
        coalesce(contract.is_sme, true)
        and coalesce(contract.contract_kind, 'original') = 'original'
        and coalesce(buyer.kind, 'department') <> 'enterprise'
        and started.start_on >= applicable.first_day
),

paid as (
    select
        clocked.contract_id,
        cast(sum(payment.amount_fen) filter (where payment.paid_on <= clocked.due_day) as bigint) as paid_fen,
        count(payment.payment_id) filter (
            where payment.paid_on >= clocked.start_on and payment.paid_on <= clocked.due_day
        ) as timely,
        min(payment.paid_on) filter (where payment.paid_on > clocked.due_day) as next_paid_on
    from clocked
    join src.payment as payment
        on clocked.contract_id = payment.contract_id
    group by clocked.contract_id
),

judged as (
    select
        clocked.contract_id,
        clocked.buyer_id,
        clocked.supplier_code,
        clocked.agreed_payment_days,
        clocked.start_on,
        clocked.payable_fen,
        clocked.due_day,
        clocked.law_from,
        coalesce(paid.paid_fen, 0) as paid_fen,
        clocked.payable_fen - coalesce(paid.paid_fen, 0) as unpaid_fen,
        paid.next_paid_on,
        case
            when clocked.is_sme is null then 'size'
            when clocked.due_day is null then 'calendar'
            when clocked.payable_fen is null then 'amount'
            when clocked.payable_fen <= coalesce(paid.paid_fen, 0) then null
            when run.as_of <= clocked.due_day then null
            when coalesce(paid.timely, 0) > 0 then 'balance'
            when clocked.unlinked_on >= clocked.start_on then 'link'
        end as missing
    from clocked
    cross join engine.run as run
    left join paid
        on clocked.contract_id = paid.contract_id
)

select
    judged.contract_id as record_id,
    judged.start_on as trigger_day,
    judged.buyer_id,
    judged.supplier_code,
    judged.payable_fen,
    judged.agreed_payment_days,
    judged.due_day,
    judged.paid_fen,
    judged.unpaid_fen,
    judged.next_paid_on,
    judged.law_from,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.payable_fen <= judged.paid_fen then 'clear'
        when run.as_of > judged.due_day then 'flagged'
        else 'pending'
    end as verdict
from judged
cross join engine.run as run
