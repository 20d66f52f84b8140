"""A new rule's three files, with every key in order and what to write into it."""

from __future__ import annotations

from pathlib import Path

_YAML = """\
rule: {name}
version: 1
status: experimental
title: 事实（不超过二十四字）
question: 一句可以由人回答的话？
why: 为什么重要。
duties: []                # library/duties 的编码；强度为 hard 时必须都已核实
mechanism: 77
level: hint               # hard | soft | hint
family: overdue
grain: 每……一行
record: contract
reads: [contract]
parameters: []
evidence:
  signed_on: {{title: 签订日期, type: date}}
subject: {{}}
message: 合同{{record_id}}于{{signed_on}}签订。
undecidable:
  signed_on: 未提供签订日期
clears: [什么能消除它]
cannot_see: [看不到什么]
false_alarms: [常见误报]
handling: [先做什么]
owner: 谁负责
"""

_SQL = """\
-- 一句话：把什么与什么比较。
select
    contract.contract_id as record_id,
    contract.signed_on as trigger_day,
    contract.signed_on,
    case when contract.signed_on is null then 'signed_on' end as missing,
    case
        when contract.signed_on is null then 'undecidable'
        when contract.signed_on > run.as_of then 'flagged'
        else 'clear'
    end as verdict
from src.contract as contract
cross join engine.run as run
"""

_CASES = """\
as_of: 2025-06-30
defaults: {contract: {package_id: P}}
cases:
  - name: 签订日期晚于今天，待说明
    kind: flagged
    given: {contract: [{contract_id: A, signed_on: 2025-07-01}]}
    expect: [{record_id: A, verdict: flagged}]
  - name: 今天签订，没有问题
    kind: boundary
    given: {contract: [{contract_id: A, signed_on: 2025-06-30}]}
    expect: [{record_id: A, verdict: clear}]
  - name: 以前签订，没有问题
    kind: clear
    given: {contract: [{contract_id: A, signed_on: 2025-01-06}]}
    expect: [{record_id: A, verdict: clear}]
  - name: 没有签订日期，无法判定
    kind: undecidable
    given: {contract: [{contract_id: A}]}
    expect: [{record_id: A, missing: signed_on, verdict: undecidable}]
"""


def scaffold(library: Path, name: str) -> list[Path]:
    """Write the files of a new rule that passes the gate; raises ValueError when it exists."""
    field, dot, fact = name.partition(".")
    if not dot or not field.isidentifier() or not fact.isidentifier():
        raise ValueError(f"{name!r} is no rule name; write <field>.<fact> in lower case")
    folder = library / "rules" / field / fact
    if folder.exists():
        raise ValueError(f"{folder} exists already")
    folder.mkdir(parents=True)
    contents = {"yaml": _YAML.format(name=name), "sql": _SQL, "cases.yaml": _CASES}
    paths = []
    for ending, text in contents.items():
        path = folder / f"{fact}.{ending}"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths
