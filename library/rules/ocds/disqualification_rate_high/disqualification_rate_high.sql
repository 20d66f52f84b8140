with parties as (
    select
        party.kind,
        party.party_id,
        party.trigger_day,
        party.submitted_bids,
        party.disqualified_bids,
        party.ratio,
        coalesce(fixed.value, fence.upper_fence) as fence,
    from src.ocds_party as party
    cross join engine.run as run
    left join param.ocds_disqualification_ratio as fixed on fixed.day = run.as_of
    left join src.ocds_fence as fence on fence.sample = party.kind
)
select
    parties.kind || ':' || parties.party_id as record_id,
    parties.trigger_day as trigger_day,
    parties.kind as kind,
    parties.party_id as party_id,
    parties.submitted_bids as submitted_bids,
    parties.disqualified_bids as disqualified_bids,
    parties.ratio as ratio,
    parties.fence as fence,
    case
        when parties.fence is null then 'sample'
        when parties.disqualified_bids > 0 and parties.fence <= 0 then 'sample'
    end as missing,
    case
        when parties.fence is null then 'undecidable'
        when parties.disqualified_bids = 0 then 'clear'
        -- Where nobody else is disqualified, the fence is zero and would flag every single case.
        when parties.fence <= 0 then 'undecidable'
        when parties.ratio >= parties.fence then 'flagged'
        else 'clear'
    end as verdict,
from parties
