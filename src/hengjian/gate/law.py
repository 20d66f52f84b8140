"""docs/reference/law.md: every duty of the law and what examines it, or why nothing does."""

from __future__ import annotations

from collections.abc import Iterator

from hengjian.catalog.lawbook import WHY_UNCHECKED, examined
from hengjian.catalog.library import Catalog
from hengjian.catalog.wording import law_text
from hengjian.gate.markdown import table

SURE = {"verified": "已核对", "second_hand": "转引", "memory": "待核对", "unsure": "不确定"}


def law_page(catalog: Catalog) -> Iterator[str]:
    """The page as Markdown."""
    checks = examined(catalog)
    rows = [
        (code, duty.duty, law_text(catalog, duty.basis), SURE[duty.confidence],
         _how(catalog, code, checks.get(code, [])))
        for code, duty in sorted(catalog.duties.items(), key=_in_order)
    ]  # fmt: skip
    yield f"# 法律要求与核查（{len(rows)} 项）\n"
    yield (
        f"{len(checks)} 项由规则或者程序核查。其余各项说明为什么不由数据核查，以及改用什么办法；"
        "已核对的法律要求才作为法定规则，待核对的只作政策性或者提示性规则。\n"
    )
    yield from table(("不由数据核查的原因", "项数"), _reasons(catalog))
    yield from table(("代码", "要求", "依据", "核实程度", "怎样核查"), rows)


def _in_order(item: tuple[str, object]) -> tuple[str, str]:
    prefix, _, number = item[0].partition("-")
    return prefix, number.zfill(4)


def _reasons(catalog: Catalog) -> Iterator[tuple[str, int]]:
    given: list[str] = [d.unchecked.why for d in catalog.duties.values() if d.unchecked]
    for why, text in WHY_UNCHECKED.items():
        yield text, given.count(why)


def _how(catalog: Catalog, code: str, names: list[str]) -> str:
    if names:
        return "、".join(f"`{name}`" for name in names)
    unchecked = catalog.duties[code].unchecked
    return f"{WHY_UNCHECKED[unchecked.why]}：{unchecked.note}" if unchecked else "—"
