-- 每个达到公开招标数额标准而未公开招标的采购包：是否在采购活动开始前经市级财政部门批准。
with

proposed as (
    select
        package.package_id,
        package.buyer_id,
        package.method,
        package.budget_fen,
        package.started_on,
        package.method_approver,
        package.method_approved_on,
        package.method_approval_no,
        amount.value as threshold_fen,
        case
            when package.started_on is null then 'start'
            when package.budget_fen is null then 'budget'
            when amount.value is null then 'threshold'
            when package.method_approver is null then 'approval'
            when package.method_approver <> 'city_finance' then null
            when package.method_approved_on is null then 'approved_on'
        end as missing
    from src.procurement_package as package
    left join param.procurement_open_tender_amount as amount
        on package.started_on = amount.day
    where
        package.category in ('goods', 'services')
        and package.method in ('invited_tender', 'negotiation', 'consultation', 'inquiry', 'single_source')
        and package.status in ('open', 'awarded')
        and coalesce(package.budget_fen >= amount.value, true)
)

select
    proposed.package_id as record_id,
    proposed.started_on as trigger_day,
    proposed.buyer_id,
    proposed.method,
    proposed.budget_fen,
    proposed.threshold_fen,
    proposed.method_approver,
    proposed.method_approved_on,
    proposed.method_approval_no,
    proposed.missing,
    case
        when proposed.missing is not null then 'undecidable'
        when proposed.method_approver <> 'city_finance' then 'flagged'
        when proposed.method_approved_on > proposed.started_on then 'flagged'
        else 'clear'
    end as verdict
from proposed
