"""Proves a rule's `partition` on its cases, in two ways.

Taken apart: the case cut down to each value of the partition, and to the rows without one, gives together the
answer of the whole; this sees rows that answer for each other. Doubled: a copy of what has a value joins the
case, in which the values of the partition, and the keys of all that belongs to it, are other ones, and its
answer must come twice; this sees a rule that joins or groups by anything else.
"""

from __future__ import annotations

from collections.abc import Iterable
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
        parts = _parts(bench.catalog, given, partition)
        answers = {v: _answer(bench, compiled, case, file, part) for v, part in parts.items()}
        shown = shown or answers.keys() != {None}
        whole = _answer(bench, compiled, case, file, given)
        if sorted(row for rows in answers.values() for row in rows) != whole:
            return (
                f"case 「{case.name}」: rows of several {what}, or of none, answer for each other"
            )
        copy = _copied(bench.catalog, given, partition)
        both = {name: [*rows, *copy.get(name, [])] for name, rows in given.items()}
        valued = [row for value, rows in answers.items() if value is not None for row in rows]
        if sorted([*whole, *valued]) != _answer(bench, compiled, case, file, both):
            return f"case 「{case.name}」: rows of another {what} change the answer"
    return "" if shown else f"no case has a {what}"


def _parts(catalog: Catalog, given: Given, partition: Partition) -> dict[Any, Given]:
    """For each value, and for none (null): the rows that have it, with all rows of tables without the
    partition."""
    columns = {n: column_of(catalog.tables[n], partition) for n in given if n in catalog.tables}
    held = {n: c for n, c in columns.items() if c}
    values = dict.fromkeys(row.get(c) for n, c in held.items() for row in given[n])
    return {
        value: {
            name: [r for r in rows if name not in held or r.get(held[name]) == value]
            for name, rows in given.items()
        }
        for value in (*values, None)
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
