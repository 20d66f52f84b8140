-- 每份工程合同：变更金额合计（增减相抵）与合同金额的提示比例比较。
with

changed as (
    select
        change_order.contract_id,
        count(change_order.order_id) as orders,
        count(change_order.amount_fen) as priced,
        cast(sum(change_order.amount_fen) as bigint) as changed_fen
    from src.change_order as change_order
    group by change_order.contract_id
),

examined as (
    select
        item.contract_id,
        item.unit_id,
        item.project_id,
        item.contractor_code,
        item.amount_fen,
        item.signed_on,
        changed.orders as orders,
        changed.changed_fen as changed_fen,
        share.value as most,
        changed.priced as priced
    from src.works_contract as item
    join changed
        on item.contract_id = changed.contract_id
    left join param.investment_change_share as share
        on item.signed_on = share.day
),

judged as (
    select
        examined.contract_id,
        examined.unit_id,
        examined.project_id,
        examined.contractor_code,
        examined.amount_fen,
        examined.signed_on,
        examined.orders,
        examined.changed_fen,
        examined.most,
        examined.priced,
        case
            when examined.most is null then 'day'
            when examined.amount_fen is null then 'amount'
            when examined.priced < examined.orders then 'order'
        end as missing
    from examined
)

select
    judged.contract_id as record_id,
    judged.signed_on as trigger_day,
    judged.unit_id,
    judged.project_id,
    judged.contractor_code,
    judged.amount_fen,
    judged.orders,
    judged.changed_fen,
    judged.most,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.changed_fen > judged.amount_fen * judged.most then 'flagged'
        else 'clear'
    end as verdict
from judged
