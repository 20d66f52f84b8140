"""The sheets of a workbook, told row by row by a process that may fail without harm."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from hengjian.intake.errors import DamagedFile, DangerousFile
from hengjian.intake.readers.nature import nature_of

_READER = Path(__file__).with_name("workbook_process.py")
#: Bytes of text that one workbook may come to.
MAX_TOLD = 6 << 30
Area = tuple[tuple[int, int], tuple[int, int]]
Cells = list[str | None]
Frame = tuple[str, Any]


class Rows:
    """The rows of one sheet, up to the frame of the next sheet.

    Error values and formulas that nobody computed come as empty cells; `broken` says by place what
    stands there, and it is put back.
    """

    def __init__(self, frames: Iterator[Frame], broken: dict[tuple[int, int], str]) -> None:
        self.after: Frame = ("rows", None)
        self._frames = frames
        self._waiting: list[Cells] = []
        self._at = 0
        self._broken: dict[int, dict[int, str]] = {}
        for (row, column), text in broken.items():
            self._broken.setdefault(row, {})[column] = text

    def __iter__(self) -> Iterator[Cells]:
        return self

    def __next__(self) -> Cells:
        while not self._waiting:
            if self.after[0] != "rows":
                raise StopIteration
            self.after = next(self._frames)
            if self.after[0] == "rows":
                self._waiting = self.after[1][::-1]
        row = self._waiting.pop()
        for column, text in self._broken.get(self._at, {}).items():
            row += [None] * (column + 1 - len(row))
            row[column] = text
        self._at += 1
        return row


@contextmanager
def told(path: Path) -> Iterator[Iterator[Frame]]:
    """What the reader tells of a workbook: hidden sheets, then each sheet and its rows, then the end.

    Raises DamagedFile when it cannot go on.
    """
    command = [sys.executable, "-I", str(_READER), str(path.absolute())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            yield _frames(process, path)
        finally:
            process.kill()


def _frames(process: subprocess.Popen[bytes], path: Path) -> Iterator[Frame]:
    stream = process.stdout
    total = 0
    while stream is not None:
        size = stream.read(8)
        total += int.from_bytes(size, "big")
        if total > MAX_TOLD:
            raise DangerousFile(
                f"{path.name}：全部内容展开后超过 {MAX_TOLD >> 30} GB，未接收；大表请用 CSV 或 Parquet 报送"
            )
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
