"""Proves a rule's `partition` on its cases, in two ways.

Taken apart: the case cut down to each value of the partition, and to the rows without one, gives together the
answer of the whole; this sees rows that answer for each other. Doubled: a copy of what has a value joins the
case, in which the values of the partition, and the keys of all that belongs to it, are other ones, and its
answer must come twice; this sees a rule that joins or groups by anything else. Where the partition has several
columns, each of them makes the difference once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Case, CaseFile, Table
from hengjian.engine.cases import CaseBench
from hengjian.engine.compile import Compiled
from hengjian.engine.incremental import Partition, columns_of

#: Ends the values of the copy.
MARK = "~2"
Given = dict[str, list[dict[str, Any]]]
Value = tuple[Any, ...]


def disproved(
    bench: CaseBench, compiled: Compiled, partition: Partition, cases: Iterable[Case], file: CaseFile
) -> str:  # fmt: skip
    """Why the promise does not hold, or cannot be seen to hold; empty when it stands."""
    what, shown = "/".join(partition), False
    for case in cases:
        given = with_defaults(case, file)
        parts = _parts(bench.catalog, given, partition)
        answers = {v: _answer(bench, compiled, case, file, part) for v, part in parts.items()}
        shown = shown or any(_valued(v) for v in answers)
        whole = _answer(bench, compiled, case, file, given)
        if sorted(row for rows in answers.values() for row in rows) != whole:
            return (
                f"case 「{case.name}」: rows of several {what}, or of none, answer for each other"
            )
        for place in range(_width(partition)):
            copy = _copied(bench.catalog, given, partition, place)
            both = {name: [*rows, *copy.get(name, [])] for name, rows in given.items()}
            twice = [r for value, rows in answers.items() if value[place] is not None for r in rows]
            if sorted([*whole, *twice]) != _answer(bench, compiled, case, file, both):
                return f"case 「{case.name}」: rows of another {what} change the answer"
    return "" if shown else f"no case has a {what}"


def with_defaults(case: Case, file: CaseFile) -> Given:
    """The case's rows with what the file says of all of them."""
    return {
        name: [{**file.defaults.get(name, {}), **row} for row in rows]
        for name, rows in case.given.items()
    }


def _width(partition: Partition) -> int:
    return len(partition[0].split("+"))


def _valued(value: Value) -> bool:
    return any(part is not None for part in value)


def _parts(catalog: Catalog, given: Given, partition: Partition) -> dict[Value, Given]:
    """For each value, and for none (nulls): the rows that have it, with all rows of tables without the
    partition."""
    columns = {n: columns_of(catalog.tables[n], partition) for n in given if n in catalog.tables}
    held = {n: c for n, c in columns.items() if c}

    def value_of(name: str, row: dict[str, Any]) -> Value:
        return tuple(row.get(column) for column in held[name])

    values = dict.fromkeys(value_of(name, row) for name in held for row in given[name])
    none: Value = (None,) * _width(partition)
    return {
        value: {
            name: [r for r in rows if name not in held or value_of(name, r) == value]
            for name, rows in given.items()
        }
        for value in (*values, none)
    }


def columns_at(tables: Iterable[Table], partition: Partition, place: int | None = None) -> set[str]:
    """The tables' columns of the partition, or only those at one place of it."""
    found = [columns for t in tables if (columns := columns_of(t, partition))]
    return {c for columns in found for n, c in enumerate(columns) if place in (None, n)}


def followed(tables: Iterable[Table], names: set[str]) -> set[str]:
    """The columns, and the keys of all tables that refer to them, directly or through others."""
    held, names = list(tables), set(names)
    while more := {k for t in held if names & t.columns.keys() for k in t.key} - names:
        names |= more
    return names


def _copied(catalog: Catalog, given: Given, partition: Partition, place: int) -> Given:
    """The rows that have a value at the place of the partition, or follow such rows, under other names;
    rows without one stay the only ones."""
    tables = {n: catalog.tables[n] for n in given if n in catalog.tables}
    names = followed(tables.values(), columns_at(tables.values(), partition, place))
    copy: Given = {}
    for name, table in tables.items():
        columns = columns_of(table, partition)
        if names & table.columns.keys():
            rows = [r for r in given[name] if not columns or r.get(columns[place]) is not None]
            copy[name] = [{c: _other(c, v, names) for c, v in row.items()} for row in rows]
    return copy


def _other(column: str, value: Any, names: set[str]) -> Any:
    return f"{value}{MARK}" if column in names and isinstance(value, str) else value


def _answer(
    bench: CaseBench, compiled: Compiled, case: Case, file: CaseFile, given: Given
) -> list[str]:
    bench.prepare(compiled, msgspec.structs.replace(case, given=given), file)
    rows = bench.result(compiled.rendered)
    return sorted(str(row).replace(MARK, "") for row in rows)
