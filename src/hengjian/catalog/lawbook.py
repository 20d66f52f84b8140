"""From the law to what examines it: every duty and the rules and procedures that name it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hengjian.catalog.models import Procedure

if TYPE_CHECKING:
    from hengjian.catalog.library import Catalog

#: Why no rule examines a duty, as readers see it.
WHY_UNCHECKED = {
    "definition": "定义、分类或者口径，没有可以违反的行为",
    "judgement": "须由人认定事实或者适用法律",
    "text": "须阅读文书内容",
    "other_party": "约束企业、个人，不是本区机关的行为",
    "other_authority": "由其他机关办理，本区不掌握记录",
    "office": "由本系统的办理流程直接控制",
    "no_records": "部门尚无可供核对的记录",
}


def examined(catalog: Catalog) -> dict[str, list[str]]:
    """Duty code → names of the rules and procedures that examine it, in the library's order."""
    found: dict[str, list[str]] = {}
    for rule in catalog.rules.values():
        if not rule.procedure:  # what a procedure compiled to stands under the procedure
            for code in rule.duties:
                found.setdefault(code, []).append(rule.rule)
    for procedure in catalog.procedures.values():
        for code in dict.fromkeys(_of(procedure)):
            found.setdefault(code, []).append(procedure.procedure)
    return found


def _of(procedure: Procedure) -> Iterator[str]:
    demands = (*procedure.steps.values(), *procedure.distinct, *procedure.publish.values())
    for demand in demands:
        yield from demand.duties
    for single in (procedure.backdated, procedure.promised):
        yield from single.duties if single else ()
