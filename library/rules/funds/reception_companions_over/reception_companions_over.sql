-- 接待对象在界限以内的按人数上限，超过的按比例上限，与陪餐人数比较。
select
    voucher.voucher_id as record_id,
    voucher.occurred_on as trigger_day,
    voucher.unit_id,
    voucher.person_id,
    voucher.guests,
    voucher.companions,
    small_guests.value as small_guests,
    small_companions.value as small_companions,
    share.value as share,
    case when voucher.guests is null or voucher.companions is null then 'persons' end as missing,
    case
        when voucher.guests is null or voucher.companions is null then 'undecidable'
        when voucher.guests <= small_guests.value then
            case when voucher.companions > small_companions.value then 'flagged' else 'clear' end
        when voucher.companions > voucher.guests * share.value then 'flagged'
        else 'clear'
    end as verdict
from src.expense_voucher as voucher
join param.conduct_companions_guests as small_guests
    on voucher.occurred_on = small_guests.day
join param.conduct_companions_small as small_companions
    on voucher.occurred_on = small_companions.day
join param.conduct_companions_share as share
    on voucher.occurred_on = share.day
where
    voucher.kind = 'reception'
    and voucher.basis = 'account'
