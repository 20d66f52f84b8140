"""The lake: immutable batches of Parquet under one directory, committed by a single rename.

`batches/<id>/` holds `batch.json` and `<table>.parquet`. The list of batches is the directory
itself: there is no central file that a crash could tear. `staging/` holds what is being
written; whatever is left there by a killed process was never part of the lake.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from hengjian.catalog.models import Table
from hengjian.lake.batches import Batch, Withdrawal, is_withdrawn, read_batch
from hengjian.lake.leftovers import sweep
from hengjian.lake.types import LAKE_COLUMNS, arrow_type

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: The disk, the quota of the user, or the largest file allowed.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class AlreadyDelivered(ValueError):
    """The same bytes are in the lake already."""

    def __init__(self, source: str, batch: Batch) -> None:
        self.batch, self.source = batch, source
        super().__init__(
            f"{source}：内容与批次 {batch.batch_id}（{batch.source}，{batch.received_at:%Y-%m-%d}）"
            "完全相同，未重复接收；如需重新接收，请先撤回该批次"
        )


class LakeFull(OSError):
    """No room on the disk; nothing of the batch was kept."""


class Reader(Protocol):
    """What the lake needs of an engine to show its tables."""

    def load(self, schema: str, name: str, rows: pa.Table) -> None:
        """Rows in memory as a table."""

    def attach(self, schema: str, name: str, files: list[str]) -> None:
        """Parquet files as a table."""

    def attach_latest(self, schema: str, name: str, files: list[str], key: list[str]) -> None:
        """Parquet files as a table that keeps, per key, the row of the last batch."""


def state_id(batches: Iterable[Batch]) -> str:
    """A hash of batches: same id, same rows."""
    return hashlib.sha256("\n".join(b.batch_id for b in batches).encode()).hexdigest()[:16]


class Lake:
    """The committed batches under `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._committed: dict[str, Batch] = {}  # a batch never changes, it can only be withdrawn
        for name in ("batches", "staging"):
            (root / name).mkdir(parents=True, exist_ok=True)

    def batches(self, *, known_by: date | None = None, withdrawn: bool = False) -> list[Batch]:
        """Batches in the order of their ids, which is the order of commit."""
        # A folder here is whole: it came by one rename. Names and no Path objects: a district that takes in
        # files every day has ten thousands of them.
        names = sorted(n for n in os.listdir(self.root / "batches") if n.startswith("B"))  # noqa: PTH208
        found = [self._batch(name) for name in names]
        return [
            b for b in found
            if (withdrawn or not b.withdrawn) and (known_by is None or b.known_on <= known_by)
        ]  # fmt: skip

    def _batch(self, name: str) -> Batch:
        folder = f"{self.root}/batches/{name}"
        known = self._committed.get(name)
        if known is None or is_withdrawn(folder) != known.withdrawn:
            known = self._committed[name] = read_batch(folder)
        return known

    def find_delivery(self, sha256: str) -> Batch | None:
        """The live batch that came from the same bytes."""
        return next((b for b in self.batches() if b.sha256 == sha256), None)

    def files(self, table: str, known_by: date | None = None) -> list[str]:
        """Parquet files of a table, oldest batch first."""
        return [
            str(self.root / "batches" / b.batch_id / f"{table}.parquet")
            for b in self.batches(known_by=known_by) if table in b.tables
        ]  # fmt: skip

    def table_id(self, table: str, known_by: date | None = None) -> str:
        """A hash of the live batches that hold a table: same id, same rows."""
        return state_id(b for b in self.batches(known_by=known_by) if table in b.tables)

    def snapshot_id(self, known_by: date | None = None) -> str:
        """A hash of all live batches: same id, same lake."""
        return state_id(self.batches(known_by=known_by))

    def attach(
        self, reader: Reader, tables: Iterable[Table], known_by: date | None = None, *,
        of: Sequence[Batch] | None = None,
    ) -> None:  # fmt: skip
        """Show tables in schema `src`; one without batches is empty with the right types.

        `of`: these batches instead of the live ones (the state of an earlier run).
        """
        live = self.batches(known_by=known_by) if of is None else of
        for table in tables:
            holding = [b for b in live if table.table in b.tables]
            files = [
                str(self.root / "batches" / b.batch_id / f"{table.table}.parquet") for b in holding
            ]
            if files:
                files.insert(0, self._standard(table))
            if not files:
                reader.load("src", table.table, empty_rows(table))
            elif any(b.overlaps.get(table.table) for b in holding):
                reader.attach_latest("src", table.table, files, list(table.key))
            else:
                reader.attach("src", table.table, files)

    def _standard(self, table: Table) -> str:
        """A file without rows that has every column of today's standard: batches of the time before a
        column was added read as empty there."""
        rows = empty_rows(table)
        mark = hashlib.sha256(str(rows.schema).encode()).hexdigest()[:12]
        path = self.root / "standard" / f"{table.table}-{mark}.parquet"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            aside = path.with_suffix(f".{uuid.uuid4().hex}")
            pq.write_table(rows, aside)
            aside.replace(path)
        return str(path)

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A directory to write a batch into; removed when the block ends, committed or not."""
        sweep(self.root / "staging")
        folder = self.root / "staging" / uuid.uuid4().hex
        folder.mkdir()
        try:
            yield folder
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise LakeFull(
                    errno.ENOSPC,
                    "磁盘空间不足，本批次未接收，未留下任何残余；请清理磁盘后重新接收",
                ) from error
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def commit(
        self, folder: Path, batch: Batch, fill: Callable[[Batch], Batch] | None = None
    ) -> Batch:
        """Give a staged directory its place in the lake: all of it, or nothing.

        The id is given here, under the lock, so that ids sort in the order of commit. `fill` then
        writes what depends on the id and on the batches before it, and completes the manifest.
        """
        with self._lock():
            if (held := self.find_delivery(batch.sha256)) is not None:
                raise AlreadyDelivered(batch.source, held)
            named = msgspec.structs.replace(
                batch, batch_id=f"B{self._next_number():06d}-{batch.sha256[:8]}"
            )
            if fill is not None:
                named = fill(named)
            (folder / "batch.json").write_bytes(msgspec.json.encode(named))
            for file in [*folder.iterdir(), folder]:
                _flush(file)
            folder.rename(self.root / "batches" / named.batch_id)
            _flush(self.root / "batches")
        return named

    def _next_number(self) -> int:
        """One more than the highest number given so far."""
        names = (re.match(r"B(\d+)-", p.name) for p in (self.root / "batches").iterdir())
        return max((int(name[1]) for name in names if name), default=0) + 1

    def withdraw(self, batch_id: str, *, reason: str, who: str) -> None:
        """Take a batch out of every view; its files stay as evidence.

        Raises ValueError when there is no such batch or no reason.
        """
        folder = self.root / "batches" / batch_id
        if Path(batch_id).name != batch_id or not (folder / "batch.json").exists():
            raise ValueError(f"没有批次 {batch_id}；`hengjian intake --batches` 列出全部批次")
        if not reason.strip():
            raise ValueError("撤回批次必须说明理由（--reason）")
        now = datetime.now(SHANGHAI)
        data = msgspec.json.encode(Withdrawal(reason=reason, who=who, withdrawn_at=now))
        aside = folder / ".withdrawn.json"
        aside.write_bytes(data)
        _flush(aside)
        aside.rename(folder / "withdrawn.json")
        _flush(folder)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.root / ".lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def empty_rows(table: Table) -> pa.Table:
    """A table without rows, with the columns and types of the data standard."""
    kinds = {name: column.type for name, column in table.columns.items()} | LAKE_COLUMNS
    return pa.table({n: pa.array([], arrow_type(k)) for n, k in kinds.items()})
