"""Excel workbooks, old and new: title rows, merged cells, totals and blank rows as people leave them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import duckdb
import pyarrow as pa

from hengjian.intake.readers.archive import Contents, inspect
from hengjian.intake.readers.heading import HEAD_ROWS, Score, find_heading
from hengjian.intake.readers.nature import nature_of
from hengjian.intake.readers.sheet import Merged, Sheet
from hengjian.intake.readers.workbook import Area, Cells, Rows, told

#: Days between the two calendars of Excel.
_DAYS_1904 = 1462
_CHUNK = 20_000


def read(path: Path, con: duckdb.DuckDBPyConnection, score: Score) -> Iterator[Sheet]:
    """Every visible sheet that has rows. `score` says how many headers of a row are known."""
    contents = inspect(path) if nature_of(path) == "zip" else Contents()
    shift = _DAYS_1904 if contents.from_1904 else 0
    with told(path) as frames:
        _, hidden = next(frames)
        notes = [f"未读取隐藏的工作表「{n}」，如需报送请取消隐藏" for n in hidden]
        kind, content = next(frames)
        while kind == "sheet":
            name, merged = content
            rows = Rows(frames, contents.broken.get(name, {}))
            filled = ((i, row) for i, row in enumerate(rows) if any(map(_filled, row)))
            head = list(islice(filled, HEAD_ROWS))
            if head:
                where = f"{path.name}／{name}"
                yield _sheet(con, where, head, filled, merged, score, notes, shift)
                notes = []
            kind, content = rows.after


def _sheet(
    con: duckdb.DuckDBPyConnection, name: str, head: list[tuple[int, Cells]],
    following: Iterable[tuple[int, Cells]], merged: Sequence[Area], score: Score,
    notes: Sequence[str], shift: int,
) -> Sheet:  # fmt: skip
    """Fill `raw` with what stands below the header. Blank rows are no rows, but they count."""
    texts = [list(row) for _, row in head]
    _spread({i: text for (i, _), text in zip(head, texts, strict=True)}, merged)
    heading = find_heading(texts, score)
    last = head[heading.last][0]
    width = len(heading.headers)
    areas = {top: [] for (top, _), _ in merged if top > last}  # type: dict[int, list[Area]]
    for area in merged:
        if area[0][0] > last and area[1][0] > area[0][0]:
            areas[area[0][0]].append(area)
    covering: list[Merged] = []
    beyond: set[int] = set()
    body = (pair for pair in chain(head, following) if pair[0] > last)
    _load(con, width, _watched(body, width, areas, covering, beyond))
    named = "、".join(map(str, sorted(beyond)[:5]))
    more = [f"{name}：第 {named} 列没有表头但有内容，未读取"] if beyond else []
    return Sheet(name, heading.headers, [*notes, *more], [], heading.above, shift, tuple(covering))


def _watched(
    rows: Iterable[tuple[int, Cells]], width: int, areas: dict[int, list[Area]],
    covering: list[Merged], beyond: set[int],
) -> Iterator[tuple[int, Cells]]:  # fmt: skip
    """The rows as they are; cells that cover several rows and cells without a header are noted."""
    for i, row in rows:
        for (top, left), (bottom, right) in areas.get(i, ()):
            text = row[left] if left < len(row) else None
            if text is not None:
                covering += [
                    Merged(c, top + 1, bottom + 1, text) for c in range(left, min(right + 1, width))
                ]
        if len(row) > width:
            beyond |= {c + 1 for c in range(width, len(row)) if _filled(row[c])}
        yield i, row


def _load(con: duckdb.DuckDBPyConnection, width: int, rows: Iterator[tuple[int, Cells]]) -> None:
    names = ", ".join(f"c{i} varchar" for i in range(width))
    con.execute(f"create or replace temp table raw ({names}, _row bigint)")
    while chunk := list(islice(rows, _CHUNK)):
        cells = [[row[c] if c < len(row) else None for _, row in chunk] for c in range(width)]
        columns = {f"c{i}": pa.array(column, pa.string()) for i, column in enumerate(cells)}
        con.register("chunk", pa.table({**columns, "_row": [i + 1 for i, _ in chunk]}))
        con.execute("insert into raw by name select * from chunk")
        con.unregister("chunk")


def _filled(text: str | None) -> bool:
    return text is not None and text.strip() != ""


def _spread(head: dict[int, Cells], merged: Sequence[Area]) -> None:
    """Copy the text of a merged header into every cell that it covers."""
    for (top, left), (bottom, right) in merged:
        text = head[top][left] if top in head and left < len(head[top]) else None
        for r in range(top, bottom + 1):
            if text is None or r - top > HEAD_ROWS:
                break
            row = head.get(r, [])
            for c in range(left, min(right + 1, len(row))):
                row[c] = text
