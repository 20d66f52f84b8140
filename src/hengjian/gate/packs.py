"""Cases of one rule packed into one: where planning a query costs more than running it (Spark), once does for many.

The rows of each case get keys of their own, so that they stand side by side in one lake as they would in a district.
A pack counts only where DuckDB finds in it exactly what the cases expect; cases that disturb each other stay alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Case, CaseFile, Rule, Table
from hengjian.engine.cases import CaseBench, compare, in_order
from hengjian.engine.compile import Compiled
from hengjian.gate.partition import Given, columns_at, followed, with_defaults

_MARK = re.compile(r"~(\d+)")


@dataclass(frozen=True)
class Pack:
    """A case whose rows are those of its parts; keys of part n end in "~n", those of part 0 are its own."""

    case: Case
    parts: tuple[Case, ...]

    def problems(self, rows: Iterable[dict[str, Any]]) -> dict[str, str]:
        """Name of a part → what its rows, keys as they were, show to be wrong."""
        found: dict[int, list[dict[str, Any]]] = {}
        for row in rows:
            marks = {int(n) for value in row.values() for n in _marks(value)}
            if len(marks) > 1 or not marks <= set(range(len(self.parts))):
                return {self.case.name: f"a row of several cases: {row}"}
            plain = {name: _plain(value) for name, value in row.items()}
            found.setdefault(next(iter(marks), 0), []).append(plain)
        problems = {}
        for number, part in enumerate(self.parts):
            if problem := compare(part.expect, in_order(found.get(number, []))):
                problems[part.name] = problem
        return problems


def packed(
    bench: CaseBench, compiled: Compiled, rule: Rule, cases: Iterable[Case], file: CaseFile
) -> list[Pack]:
    """The cases in as few packs as hold on `bench`, which is DuckDB's: only equal days and terms go together."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        alone = case.name if "engine.finding" in case.given else ""
        same = (case.as_of, case.period, sorted(case.parameters.items()), alone)
        groups.setdefault(str(same), []).append(case)
    return [
        pack for group in groups.values() for pack in _packs(bench, compiled, rule, group, file)
    ]


def _packs(
    bench: CaseBench, compiled: Compiled, rule: Rule, cases: list[Case], file: CaseFile
) -> list[Pack]:
    if len(cases) == 1:
        return [Pack(cases[0], (cases[0],))]
    pack = _together(bench.catalog, rule, cases, file)
    bench.prepare(compiled, pack.case, file)
    if not pack.problems(bench.result(compiled.rendered)):
        return [pack]
    middle = len(cases) // 2
    halves = (cases[:middle], cases[middle:])
    return [pack for half in halves for pack in _packs(bench, compiled, rule, half, file)]


def _together(catalog: Catalog, rule: Rule, cases: list[Case], file: CaseFile) -> Pack:
    rows: Given = {}
    for number, case in enumerate(cases):
        given = with_defaults(case, file)
        tables = [catalog.tables[name] for name in given]
        names = followed(tables, _first_names(tables, rule))
        for name, own in given.items():
            there = rows.setdefault(name, [])
            marked = [
                {c: _own(v, number) if c in names else v for c, v in row.items()} for row in own
            ]
            there += [row for row in marked if row not in there]
    whole = msgspec.structs.replace(cases[0], name=" + ".join(c.name for c in cases), given=rows)
    return Pack(whole, tuple(cases))


def _first_names(tables: list[Table], rule: Rule) -> set[str]:
    """The partition's columns; without one the keys of the examined records."""
    if rule.partition:
        return columns_at(tables, rule.partition)
    return {key for t in tables if t.table in (rule.record, *rule.reads) for key in t.key}


def _own(value: Any, number: int) -> Any:
    return f"{value}~{number}" if number and isinstance(value, str) else value


def _marks(value: Any) -> list[str]:
    return _MARK.findall(value) if isinstance(value, str) else []


def _plain(value: Any) -> Any:
    return _MARK.sub("", value) if isinstance(value, str) else value
