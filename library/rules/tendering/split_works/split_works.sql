-- 每个项目每类：单份都在标准以下、没有批准的直接发包合同，估算价合计与必须招标的标准比较。
with

let as (
    select
        contract.contract_id,
        contract.project_id,
        contract.kind,
        contract.unit_id,
        contract.signed_on,
        contract.estimate_fen,
        case
            when contract.kind = 'construction' then works.value
            when contract.kind = 'goods' then goods.value
            else services.value
        end as threshold_fen
    from src.works_contract as contract
    left join param.tendering_works_amount as works
        on contract.signed_on = works.day
    left join param.tendering_goods_amount as goods
        on contract.signed_on = goods.day
    left join param.tendering_services_amount as services
        on contract.signed_on = services.day
    where
        contract.award_way = 'direct'
        and contract.is_state_funded
        and contract.exemption_no is null
),

added as (
    select
        let.project_id,
        let.kind,
        max(let.unit_id) as unit_id,
        max(let.signed_on) as last_on,
        count(let.contract_id) as contracts,
        count(let.threshold_fen) as covered,
        count(let.estimate_fen) as priced,
        cast(sum(let.estimate_fen) as bigint) as total_fen,
        max(let.threshold_fen) as threshold_fen,
        string_agg(let.contract_id, '、' order by let.contract_id) as contract_ids
    from let
    where coalesce(let.estimate_fen < let.threshold_fen, true)
    group by
        let.project_id,
        let.kind
),

judged as (
    select
        added.project_id,
        added.kind,
        added.unit_id,
        added.last_on,
        added.contracts,
        added.total_fen,
        added.threshold_fen,
        added.contract_ids,
        case
            when added.contracts = 1 then null
            when added.covered < added.contracts then 'day'
            when added.total_fen >= added.threshold_fen then null
            when added.priced < added.contracts then 'estimate'
        end as missing
    from added
)

select
    judged.project_id || '|' || judged.kind as record_id,
    judged.last_on as trigger_day,
    judged.unit_id,
    judged.project_id,
    judged.kind,
    judged.contracts,
    judged.total_fen,
    judged.threshold_fen,
    judged.contract_ids,
    judged.missing,
    case
        when judged.missing is not null then 'undecidable'
        when judged.total_fen >= judged.threshold_fen then 'flagged'
        else 'clear'
    end as verdict
from judged
