"""Delimited files with quotes: slower, exact, and able to go on after a quote that nobody closed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa

from hengjian.intake.readers.sheet import Torn, miscounted

_CHUNK = 100_000
_LARGEST = 1 << 26
#: A quoted cell does not go over more lines than this: the quote was never closed.
_MOST_LINES = 1000
_UNBALANCED = "引号不成对，无法分列"


class _Lines:
    """Lines of a file that can be given back after a record went wrong."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: list[str] = []
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) > _MOST_LINES:
            raise csv.Error("quote not closed")
        line = self._back.pop() if self._back else next(self._lines)
        self.taken.append(line)
        return line

    def give_back(self) -> str:
        """Keep the first line of the record as torn, read the others anew."""
        first, rest = self.taken[0], self.taken[1:]
        self._back += reversed(rest)
        self.taken.clear()
        return first


def read_quoted(
    path: Path, con: duckdb.DuckDBPyConnection, delimiter: str, width: int, skip: int
) -> list[Torn]:
    """Fill `raw`; the lines that are no rows come back. `skip` records belong to the header."""
    csv.field_size_limit(_LARGEST)
    names = ", ".join(f"c{i} varchar" for i in range(width))
    con.execute(f"create or replace temp table raw ({names}, _row bigint)")
    torn: list[Torn] = []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        records = _records(_Lines(stream), delimiter, width, skip, torn)
        while rows := list(islice(records, _CHUNK)):
            columns = zip(*(cells for _, cells in rows), strict=True)
            data = {f"c{i}": pa.array(c, pa.string()) for i, c in enumerate(columns)}
            con.register("chunk", pa.table({**data, "_row": [n for n, _ in rows]}))
            con.execute("insert into raw by name select * from chunk")
            con.unregister("chunk")
    return torn


def _records(
    lines: _Lines, delimiter: str, width: int, skip: int, torn: list[Torn]
) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells) of every record with the right number of cells; the others go to `torn`."""
    number = 0
    taken = lines.taken
    while True:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            while True:
                taken.clear()
                cells = next(reader)
                number += 1
                if number <= skip:
                    continue
                if len(cells) == width and len(taken) == 1:
                    yield number, cells
                elif why := _fault(cells, delimiter, width):
                    torn.append(Torn(number, why, tuple(cells)))
                elif len(cells) >= width:
                    yield number, cells[:width]
        except StopIteration:
            return
        except csv.Error:
            number += 1
            first = lines.give_back() if lines.taken else ""
            if number > skip:
                torn.append(Torn(number, _UNBALANCED, tuple(first.rstrip("\r\n").split(delimiter))))


def _fault(cells: list[str], delimiter: str, width: int) -> str:
    """Why the cells of a record are no row; nothing for a row and for a blank line."""
    if not any(map(str.strip, cells)):
        return ""
    if len(cells) < width or any(map(str.strip, cells[width:])):
        return miscounted(width, len(cells))
    for cell in cells:
        if "\n" not in cell or width < 3:
            continue
        if any(line.count(delimiter) >= width - 1 for line in cell.split("\n")):
            return f"{_UNBALANCED}：一个单元格里含有整行"
    return ""
