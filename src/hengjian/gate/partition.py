"""Proves a rule's `partition` on its cases, in two ways.

Taken apart: the case cut down to each value of the partition gives, together, the answer of the whole;
this sees rows that answer for each other, and rows without a value that answer at all. Doubled: a copy of the case joins it, in which the values of
the partition, and the keys of all that belongs to it, are other ones, and the answer must come twice;
this sees a rule that joins or groups by anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Case, CaseFile, Table
from hengjian.engine.cases import CaseBench
from hengjian.engine.compile import Compiled
from hengjian.engine.incremental import Partition, column_of

#: Ends the values of the copy.
MARK = "~2"
Given = dict[str, list[dict[str, Any]]]


def disproved(
    bench: CaseBench, compiled: Compiled, partition: Partition, cases: Iterable[Case], file: CaseFile
) -> str:  # fmt: skip
    """Why the promise does not hold, or cannot be seen to hold; empty when it stands."""
    what, shown = "/".join(partition), False
    for case in cases:
        given: Given = {
            name: [{**file.defaults.get(name, {}), **row} for row in rows]
            for name, rows in case.given.items()
        }
        parts = list(_parts(bench.catalog, given, partition))
        shown = shown or bool(parts)
        whole = _answer(bench, compiled, case, file, given)
        apart = sorted(row for part in parts for row in _answer(bench, compiled, case, file, part))
        if apart != whole:
            return (
                f"case 「{case.name}」: rows of several {what}, or of none, answer for each other"
            )
        copy = _copied(bench.catalog, given, partition)
        both = {name: [*rows, *copy.get(name, [])] for name, rows in given.items()}
        if sorted([*whole, *whole]) != _answer(bench, compiled, case, file, both):
            return f"case 「{case.name}」: rows of another {what} change the answer"
    return "" if shown else f"no case has a {what}"


def _parts(catalog: Catalog, given: Given, partition: Partition) -> Iterator[Given]:
    """For each value: the rows that have it, with all rows of tables without the partition."""
    columns = {n: column_of(catalog.tables[n], partition) for n in given if n in catalog.tables}
    held = {n: c for n, c in columns.items() if c}
    values = dict.fromkeys(row.get(c) for n, c in held.items() for row in given[n])
    for value in values:
        if value is not None:
            yield {
                name: [r for r in rows if name not in held or r.get(held[name]) == value]
                for name, rows in given.items()
            }


def _renamed_columns(tables: Iterable[Table], partition: Partition) -> set[str]:
    """The partition's columns and the keys of all tables that refer to them, directly or through others."""
    held = list(tables)
    names = {c for t in held if (c := column_of(t, partition))}
    while more := {k for t in held if names & t.columns.keys() for k in t.key} - names:
        names |= more
    return names


def _copied(catalog: Catalog, given: Given, partition: Partition) -> Given:
    """The rows that have a value of the partition, or follow such rows, under other names; rows
    without a value stay the only ones."""
    tables = {n: catalog.tables[n] for n in given if n in catalog.tables}
    names = _renamed_columns(tables.values(), partition)
    copy: Given = {}
    for name, table in tables.items():
        column = column_of(table, partition)
        if names & table.columns.keys():
            rows = [r for r in given[name] if column is None or r.get(column) is not None]
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
