"""docs/mechanisms.md: where each mechanism of the speech works, from `library/mechanisms.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from hengjian.catalog.library import Catalog
from hengjian.catalog.reading import convert, read_yaml
from hengjian.gate.markdown import table

COUNT = 100


class Mechanism(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where one mechanism works. `pages`: address names of the office; `tests`: files."""

    phrase: str
    tests: tuple[str, ...]
    pages: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def mechanisms(root: Path) -> dict[int, Mechanism]:
    """All mechanisms by number; raises LibraryError."""
    path = root / "mechanisms.yaml"
    return {n: convert(data, Mechanism, f"{path}: {n}") for n, data in read_yaml(path).items()}


def mechanism_problems(catalog: Catalog) -> Iterator[str]:
    """What is missing, and what names something that is not there."""
    found = mechanisms(catalog.root)
    numbers = {f.number for f in catalog.figures.values()}
    if missing := sorted(set(range(1, COUNT + 1)) - found.keys()):
        yield f"mechanisms.yaml: no entry for {missing}"
    for number, entry in found.items():
        groups = (
            (entry.procedures, catalog.procedures), (entry.tables, catalog.tables),
            (entry.figures, numbers), (entry.rules, catalog.rules),
        )  # fmt: skip
        for names, known in groups:
            for name in names:
                if name not in known:
                    yield f"mechanisms.yaml: {number}: unknown {name}"
        if not (entry.pages and entry.tests):
            yield f"mechanisms.yaml: {number}: no page or no test"


def rules_of(catalog: Catalog, number: int, entry: Mechanism) -> list[str]:
    """Rules of the number itself and those named besides; compiled checks count as their procedure."""
    own = [n for n, r in catalog.rules.items() if r.mechanism == number and not r.procedure]
    return sorted({*own, *entry.rules})


def mechanisms_page(catalog: Catalog) -> Iterator[str]:
    """The page as Markdown."""
    found = mechanisms(catalog.root)
    yield f"# 讲话中的机制在哪里（{len(found)} 项）\n"
    yield "页面为办公端的地址名；规则、程序、数据表、指标的说明见 `docs/reference/`。\n"
    head = ("序号", "讲话中的说法", "页面", "规则和程序", "数据表", "指标", "测试")
    yield from table(head, (_row(catalog, n, entry) for n, entry in sorted(found.items())))


def _row(catalog: Catalog, number: int, entry: Mechanism) -> tuple[object, ...]:
    rules = [f"`{r}`" for r in rules_of(catalog, number, entry)]
    shown = rules[:6] + ([f"等 {len(rules)} 条"] if len(rules) > 6 else [])
    procedures = [f"程序 `{p}`" for p in entry.procedures]
    figures = {f.number for f in catalog.figures.values() if f.mechanism == number}
    return (
        number, entry.phrase, _listed(entry.pages), "、".join([*procedures, *shown]) or "—",
        _listed(entry.tables), "、".join(sorted({*entry.figures, *figures})) or "—", _listed(entry.tests),
    )  # fmt: skip


def _listed(names: tuple[str, ...]) -> str:
    return "、".join(f"`{name}`" for name in names) or "—"
