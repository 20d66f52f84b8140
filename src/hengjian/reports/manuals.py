"""The three procurement manuals, made from the procedures, parameters, rules and tables that are checked.

`library/reports/manuals/<manual>.yaml` says which parts of the library make a chapter. Nothing is typed
twice, so that a manual cannot drift from what runs. 《服务手册》《采购手册》《办事指南》: mechanism 82.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Parameter, Procedure, Rule, Table
from hengjian.catalog.reading import LibraryError, read_object
from hengjian.catalog.wording import law_text, value_text
from hengjian.reports.content import Block

LEVELS = {"hard": "法定", "soft": "政策", "hint": "提示"}
SURE = {"verified": "", "second_hand": "（转引）", "memory": "（待核对）", "unsure": "（待核对）"}


class Chosen(Struct, frozen=True, forbid_unknown_fields=True):
    """Entries of the library by name, or by the beginning of their names and further marks."""

    names: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    def of(self, entries: Mapping[str, Any]) -> Iterator[Any]:
        """The chosen ones: as named, otherwise in the order of their names."""
        yield from (entries[n] for n in self.names)
        for name in sorted(entries):
            if self.prefix and name.startswith(self.prefix) and self._fits(entries[name]):
                yield entries[name]

    def _fits(self, entry: Any) -> bool:
        marks = (("kinds", "kind"), ("families", "family"), ("levels", "level"))
        return all(
            not getattr(self, own) or getattr(entry, its, "") in getattr(self, own)
            for own, its in marks
        )


class Chapter(Struct, frozen=True, forbid_unknown_fields=True):
    """One chapter: its own words, then what it takes from the library, in this order."""

    heading: str
    text: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    parameters: Chosen = Chosen()
    rules: Chosen = Chosen()
    tables: tuple[str, ...] = ()


class Manual(Struct, frozen=True, forbid_unknown_fields=True):
    """A manual. `title` and texts may hold {district}."""

    manual: str
    title: str
    readers: str
    mechanism: int
    chapters: tuple[Chapter, ...]
    note: str = ""


def manuals(root: Path) -> dict[str, Manual]:
    """Every manual of the library by name."""
    found = [read_object(p, Manual) for p in sorted((root / "reports" / "manuals").glob("*.yaml"))]
    return {m.manual: m for m in found}


def manual_blocks(
    manual: Manual, catalog: Catalog, *, district: str, on_day: date, version: str
) -> list[Block]:
    """The manual as of a day: the values in force then. Raises LibraryError for an unknown name."""
    blocks = [
        Block("title", manual.title.format(district=district)),
        Block("subtitle", f"（适用对象：{manual.readers}；有效日期：{on_day:%Y年%-m月%-d日}）"),
        *([Block("text", manual.note)] if manual.note else []),
    ]
    for chapter in manual.chapters:
        try:
            blocks += _chapter(chapter, catalog, district, on_day)
        except KeyError as error:
            raise LibraryError(
                [f"manual {manual.manual}, {chapter.heading}: unknown {error}"]
            ) from error
    blocks.append(
        Block(
            "note", f"内容版本：{version}。本手册由监督系统从规则库生成，规则库更新后请重新生成。"
        )
    )
    return blocks


def _chapter(chapter: Chapter, catalog: Catalog, district: str, day: date) -> Iterator[Block]:
    yield Block("heading", chapter.heading, 1)
    for text in chapter.text:
        yield Block("text", text.format(district=district))
    for name in chapter.procedures:
        yield from _procedure(catalog.procedures[name], catalog, day)
    if parameters := list(chapter.parameters.of(catalog.parameters)):
        yield _parameters(parameters, catalog, day)
    for rule in chapter.rules.of({n: r for n, r in catalog.rules.items() if r.status == "stable"}):
        yield from _rule(rule, catalog)
    for name in chapter.tables:
        yield from _table(catalog.tables[name])


def _law(catalog: Catalog, duties: Sequence[str]) -> str:
    return law_text(catalog, (b for code in duties for b in catalog.duties[code].basis))


def _parameters(parameters: Sequence[Parameter], catalog: Catalog, day: date) -> Block:
    rows = [("事项", "数值", "从何起算", "依据")]
    for parameter in parameters:
        version = parameter.in_force(day)
        basis = (
            law_text(catalog, version.basis)
            if version and version.basis
            else _law(catalog, parameter.duties)
        )
        sure = SURE.get(version.confidence, "") if version else ""
        rows.append(
            (
                parameter.title,
                value_text(parameter, version),
                parameter.counts_from or "—",
                (basis or "—") + sure,
            )
        )
    return Block("table", rows=tuple(rows), head=True, widths=(30, 18, 20, 32))


def _procedure(procedure: Procedure, catalog: Catalog, day: date) -> Iterator[Block]:
    yield Block("heading", procedure.title, 2)
    rows = [("步骤", "在……之后", "期限", "依据")]
    for step in procedure.steps.values():
        before = "、".join(
            procedure.steps[n].title if n in procedure.steps else n for n in step.after
        )
        limit = "—"
        if step.within is not None:
            parameter = catalog.parameters[step.within.parameter]
            start = (
                procedure.steps[step.within.start].title
                if step.within.start in procedure.steps
                else step.within.start
            )
            limit = f"自{start}起{value_text(parameter, parameter.in_force(day))}"
        rows.append((step.title, before or "—", limit, _law(catalog, step.duties) or "—"))
    yield Block("table", rows=tuple(rows), head=True, widths=(22, 22, 26, 30))
    for pair in procedure.distinct:
        names = "、".join(procedure.steps[s].title for s in pair.steps)
        yield Block("text", f"{names}应当由不同的人承担。")


def _rule(rule: Rule, catalog: Catalog) -> Iterator[Block]:
    yield Block("heading", f"{rule.title}（{LEVELS[rule.level]}）", 3)
    rows = (
        ("核查", rule.question), ("依据", _law(catalog, rule.duties) or "—"),
        ("怎样消除", "；".join(rule.clears)), ("容易误会", "；".join(rule.false_alarms)), ("规则编号", f"{rule.rule}，第{rule.version}版"),
    )  # fmt: skip
    yield Block("table", rows=rows, widths=(16, 84))


def _table(table: Table) -> Iterator[Block]:
    yield Block("heading", f"{table.title}（{table.source or '—'}）", 3)
    needed = "、".join(c.title for c in table.columns.values() if c.required)
    others = "、".join(c.title for c in table.columns.values() if not c.required)
    yield Block("table", rows=(("必填", needed), ("选填", others or "—")), widths=(16, 84))
