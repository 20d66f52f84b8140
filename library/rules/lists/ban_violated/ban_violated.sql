-- Agreements against the bans of their campaign in force on the day of signing, those that records can tell.
with

facts as (
    select
        agreement.agreement_id,
        agreement.campaign_id,
        agreement.unit_id,
        agreement.signed_on,
        agreement.handler_id,
        agreement.measured_area,
        agreement.agreed_area,
        agreement.agreed_fen,
        agreement.paid_fen,
        agreement.pay_due_on,
        agreement.paid_on,
        case
            when agreement.party_token is null then 'undecidable'
            when exists (
                select 1
                from src.person as person
                where
                    person.id_token = agreement.party_token
                    and person.person_id in (agreement.handler_id, agreement.reviewer_id)
            ) then 'flagged'
            else 'clear'
        end as favour,
        case
            when agreement.agreed_area is null or agreement.measured_area is null then 'undecidable'
            when agreement.agreed_area > agreement.measured_area then 'flagged'
            else 'clear'
        end as false_data,
        case
            when agreement.paid_on is null then 'pending'
            when agreement.paid_fen is null or agreement.agreed_fen is null then 'undecidable'
            when agreement.paid_fen < agreement.agreed_fen then 'flagged'
            else 'clear'
        end as embezzle,
        case
            when agreement.pay_due_on is null then 'undecidable'
            when coalesce(agreement.paid_on, run.as_of) > agreement.pay_due_on then 'flagged'
            when agreement.paid_on is null then 'pending'
            else 'clear'
        end as delay
    from src.resettlement as agreement
    cross join engine.run as run
),

judged as (
    select
        facts.agreement_id,
        item.item_id,
        item.number,
        item.name as ban,
        item.campaign,
        item.subject,
        case item.subject
            when 'favour' then facts.favour
            when 'false_data' then facts.false_data
            when 'embezzle' then facts.embezzle
            else facts.delay
        end as verdict
    from facts
    join src.discipline_item as item
        on
            facts.campaign_id = item.campaign_id
            and facts.signed_on between item.valid_from and coalesce(item.valid_to, facts.signed_on)
    where item.subject in ('favour', 'false_data', 'embezzle', 'delay')
)

select
    facts.agreement_id || '|' || judged.item_id as record_id,
    facts.signed_on as trigger_day,
    facts.unit_id,
    facts.agreement_id,
    judged.campaign,
    judged.number,
    judged.ban,
    facts.handler_id,
    facts.measured_area,
    facts.agreed_area,
    facts.agreed_fen,
    facts.paid_fen,
    facts.pay_due_on,
    facts.paid_on,
    case
        when judged.verdict <> 'undecidable' then null
        when judged.subject = 'favour' then 'party'
        when judged.subject = 'false_data' then 'area'
        when judged.subject = 'embezzle' then 'amount'
        else 'due'
    end as missing,
    judged.verdict
from judged
join facts
    on judged.agreement_id = facts.agreement_id
