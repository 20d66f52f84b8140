-- 每项惩戒措施：是否在开始之日的全国清单之内。
with

listed as (
    select
        national.day,
        count(national.member) as members
    from param.credit_national_measures as national
    group by national.day
),

judged as (
    select
        sanction.measure_id,
        sanction.unit_id,
        sanction.credit_code,
        sanction.measure,
        sanction.basis,
        sanction.starts_on,
        national.member,
        case
            when sanction.starts_on is null then 'start'
            when listed.members is null then 'list'
        end as missing
    from src.sanction_measure as sanction
    left join listed
        on sanction.starts_on = listed.day
    left join param.credit_national_measures as national
        on sanction.starts_on = national.day and sanction.measure = national.member
)

select
    judged.measure_id as record_id,
    judged.starts_on as trigger_day,
    judged.unit_id,
    judged.credit_code,
    judged.measure,
    judged.basis,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.member is null then 'flagged'
        else 'clear'
    end as verdict
from judged
