"""Proves a rule's `partition` on its cases, in two ways.

Taken apart: the case cut down to each value of the partition, and to the rows without one, gives together the
answer of the whole; this sees rows that answer for each other. Doubled: a copy of what has a value joins the
case, in which the values of the partition, and the keys of all that belongs to it, are other ones, and its
answer must come twice; this sees a rule that joins or groups by anything else. Where the partition has several
columns, each of them makes the difference once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import msgspec

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Case, CaseFile, Table
from hengjian.engine.cases import CaseBench
from hengjian.engine.compile import Compiled
from hengjian.engine.incremental import Columns, Partition, columns_of, width

#: Ends the values of the copy.
MARK = "~~"
#: Ends the keys of a part of a pack (packs.py).
_PART = re.compile(r"~\d+$")
Given = dict[str, list[dict[str, Any]]]
Value = tuple[Any, ...]


def disproved(
    bench: CaseBench, compiled: Compiled, partition: Partition, cases: Iterable[Case], file: CaseFile
) -> str:  # fmt: skip
    """Why the promise does not hold, or cannot be seen to hold; empty when it stands."""
    what, shown = "/".join(partition), False
    for case in cases:
        given = with_defaults(case, file)
        values = _values(bench.catalog, given, partition)
        shown = shown or any(_valued(v) for v in values)

        def answer(wanted: Collection[Value], case: Case = case, given: Given = given) -> list[str]:
            part = _part(bench.catalog, given, partition, wanted)
            return _answer(bench, compiled, case, file, part)

        whole = answer(values)
        for sides in _sides(values):
            found = [row for side in sides for row in (answer(side) if side != values else whole)]
            if sorted(found) != whole:
                return f"case 「{case.name}」: rows of several {what}, or of none, answer for each other"
        for place in range(width(partition)):
            without = {value for value in values if value[place] is None}
            if without == values:
                continue  # nothing here that a copy could stand for
            copy = _copied(bench.catalog, given, partition, place)
            both = {name: [*rows, *copy.get(name, [])] for name, rows in given.items()}
            once = Counter(answer(without)) if without else Counter[str]()
            twice = (Counter(whole) - once).elements()
            if sorted([*whole, *twice]) != _answer(bench, compiled, case, file, both):
                return f"case 「{case.name}」: rows of another {what} change the answer"
    return "" if shown else f"no case has a {what}"


def with_defaults(case: Case, file: CaseFile) -> Given:
    """The case's rows with what the file says of all of them."""
    return {
        name: [{**file.defaults.get(name, {}), **row} for row in rows]
        for name, rows in case.given.items()
    }


def _valued(value: Value) -> bool:
    return any(part is not None for part in value)


def _held(catalog: Catalog, given: Given, partition: Partition) -> dict[str, Columns]:
    """The given tables that have the partition, with its columns in them."""
    columns = {n: columns_of(catalog.tables[n], partition) for n in given if n in catalog.tables}
    return {n: c for n, c in columns.items() if c}


def _values(catalog: Catalog, given: Given, partition: Partition) -> set[Value]:
    held = _held(catalog, given, partition)
    return {tuple(row.get(c) for c in held[name]) for name in held for row in given[name]}


def _part(catalog: Catalog, given: Given, partition: Partition, wanted: Collection[Value]) -> Given:
    """The rows that have one of the values, with all rows of tables without the partition."""
    held = _held(catalog, given, partition)
    return {
        name: [r for r in rows if name not in held or tuple(r.get(c) for c in held[name]) in wanted]
        for name, rows in given.items()
    }


def _sides(values: set[Value]) -> Iterator[tuple[set[Value], set[Value]]]:
    """Ways to cut the values in two, so that each way has all of them and every two of one case are apart once.

    Values of different cases of a pack (their keys end in its number) have been seen to be independent. One value
    alone is set against nothing: rows of tables without the partition must not answer by themselves.
    """
    numbers: dict[Value, int] = {}
    counted: Counter[str] = Counter()
    for value in sorted(values, key=str):
        part = next((m[0] for v in value if isinstance(v, str) and (m := _PART.search(v))), "")
        if _valued(value):
            numbers[value] = counted[part]
            counted[part] += 1
    bits = max(numbers.values(), default=0).bit_length()
    for bit in range(bits):
        one = {value for value, number in numbers.items() if number >> bit & 1}
        yield one, values - one
    none = values - numbers.keys()
    if values and (none or not bits):
        yield none, values - none


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
