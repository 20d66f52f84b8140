"""Excel workbooks, old and new: title rows, merged cells, totals and blank rows as people leave them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pyarrow as pa

from hengjian.intake.errors import DamagedFile
from hengjian.intake.readers.archive import Contents, inspect
from hengjian.intake.readers.heading import HEAD_ROWS, Score, find_heading
from hengjian.intake.readers.nature import nature_of
from hengjian.intake.readers.sheet import Merged, Sheet

#: Days between the two calendars of Excel.
_DAYS_1904 = 1462
_CHUNK = 20_000
_READER = Path(__file__).with_name("workbook_process.py")
Area = tuple[tuple[int, int], tuple[int, int]]
Cells = list[str | None]


def read(path: Path, con: duckdb.DuckDBPyConnection, score: Score) -> Iterator[Sheet]:
    """Every visible sheet that has rows. `score` says how many headers of a row are known."""
    contents = inspect(path) if nature_of(path) == "zip" else Contents()
    shift = _DAYS_1904 if contents.from_1904 else 0
    notes: list[str] = []
    with _frames(path) as frames:
        kind, content = next(frames)
        while kind != "end":
            if kind == "hidden":
                notes = [f"未读取隐藏的工作表「{n}」，如需报送请取消隐藏" for n in content]
                kind, content = next(frames)
                continue
            name, merged = content
            source = _Rows(frames, contents.broken.get(name, {}))
            found = _sheet(f"{path.name}／{name}", source, merged, con, score)
            source.skip()
            if found is not None:
                yield msgspec.structs.replace(found) if False else _with(found, notes, shift)
                notes = []
            kind, content = source.after


def _with(sheet: Sheet, notes: Sequence[str], shift: int) -> Sheet:
    return Sheet(sheet.name, sheet.headers, [*notes, *sheet.notes], [], sheet.above, shift,
                 sheet.merged)  # fmt: skip


@contextmanager
def _frames(path: Path) -> Iterator[Iterator[tuple[str, Any]]]:
    """What the reader of workbooks tells from its own process. Raises DamagedFile when it fails."""
    command = [sys.executable, "-I", str(_READER), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            yield _told(process, path)
        finally:
            process.kill()


def _told(process: subprocess.Popen[bytes], path: Path) -> Iterator[tuple[str, Any]]:
    stream = process.stdout
    assert stream is not None  # noqa: S101 - it was asked for
    while True:
        size = stream.read(8)
        if len(size) < 8:
            raise DamagedFile(
                f"{path.name}：读取工作簿时出错，文件已损坏或过大；请重新另存为 .xlsx，大表请用 CSV 报送"
            )
        kind, content = msgspec.msgpack.decode(stream.read(int.from_bytes(size, "big")))
        if kind == "locked" or (kind == "error" and _is_locked(path)):
            raise DamagedFile(
                f"{path.name}：工作簿有打开密码，无法读取；请在表格软件中取消密码后重新保存"
            )
        if kind == "error":
            raise DamagedFile(
                f"{path.name}：不能作为 Excel 工作簿打开（{content}），请重新另存为 .xlsx"
            )
        yield kind, content


def _is_locked(path: Path) -> bool:
    """A new workbook with a password lies encrypted in an old container."""
    return nature_of(path) == "ole" and "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


@dataclass
class _Rows:
    """The rows of one sheet, from the frames up to that of the next. Error values and formulas that
    nobody computed come as empty cells: what stands there is put back."""

    frames: Iterator[tuple[str, Any]]
    broken: dict[tuple[int, int], str]
    after: tuple[str, Any] = ("rows", None)
    at: int = 0
    _waiting: list[Cells] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._by_row: dict[int, dict[int, str]] = {}
        for (row, column), text in self.broken.items():
            self._by_row.setdefault(row, {})[column] = text

    def __iter__(self) -> Iterator[Cells]:
        return self

    def __next__(self) -> Cells:
        while not self._waiting:
            if self.after[0] != "rows":
                raise StopIteration
            self.after = next(self.frames)
            if self.after[0] == "rows":
                self._waiting = self.after[1][::-1]
        row = self._waiting.pop()
        for column, text in self._by_row.get(self.at, {}).items():
            row += [None] * (column + 1 - len(row))
            row[column] = text
        self.at += 1
        return row

    def skip(self) -> None:
        """Go on to the frame after the last row."""
        for _ in self:
            pass


def _sheet(
    name: str, rows: _Rows, merged: list[Area], con: duckdb.DuckDBPyConnection, score: Score
) -> Sheet | None:
    """Fill `raw` and describe the sheet; None when nothing stands in it."""
    head = list(islice(rows, HEAD_ROWS))
    spread = [list(row) for row in head]
    _spread(spread, merged)
    heading = find_heading(spread, score)
    body = _Body(len(heading.headers), heading.last, merged)
    if not any(_filled(c) for row in head for c in row):
        following = next((row for row in rows if any(map(_filled, row))), None)
        if following is None:
            return None
        return _sheet_from(name, following, rows, con, score)
    body.load(con, chain(enumerate(head), enumerate(rows, start=len(head))))
    notes = [f"第 {'、'.join(map(str, sorted(body.beyond)[:5]))} 列没有表头但有内容，未读取"] if body.beyond else []
    return Sheet(name, heading.headers, notes, [], (*heading.above, name), merged=tuple(body.areas()))
