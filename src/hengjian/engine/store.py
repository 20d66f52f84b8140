"""Runs on disk: one directory a run, written aside and renamed when it is whole.

`runs/<number>-<as_of>/` holds `run.json`, `findings.parquet`, `results/<rule>.parquet` (flagged and
undecidable rows), `figures.json` and `figures/<figure>.parquet`. A run without its final name
does not exist for readers.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq


class RunInProgress(RuntimeError):
    """Another process is running on this store."""


class NoRun(LookupError):
    """There is no finished run yet."""


@dataclass
class RuleCount:
    """How many records a rule examined and with which verdicts.

    `key` names all inputs, `terms` all but the records. `reused`: taken over; `partial`: only
    the records of changed batches were computed. `seconds`: of the last time in full.
    """

    key: str = ""
    terms: str = ""
    reused: bool = False
    partial: bool = False
    seconds: float = 0.0
    verdicts: dict[str, int] = field(default_factory=dict)

    @property
    def examined(self) -> int:
        """Records examined: the sum of all verdicts."""
        return sum(self.verdicts.values())


@dataclass
class RunInfo:
    """What a run stands on, and what it counted."""

    run_id: str
    as_of: str
    period: int
    snapshot: str
    batches: list[str]
    library: str
    started_at: str
    finished_at: str
    backend: str
    known_by: str | None
    rules: dict[str, RuleCount]
    failures: dict[str, str] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)  #: figure → key of its inputs


class RunStore:
    """The runs under one directory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def runs(self) -> list[str]:
        """Ids of finished runs, oldest first."""
        return sorted(p.parent.name for p in self.root.glob("[0-9]*-*/run.json"))

    def latest(self) -> str:
        """Id of the newest finished run; raises NoRun."""
        runs = self.runs()
        if not runs:
            raise NoRun(f"{self.root}：还没有完成的运行；请先执行 `hengjian run`")
        return runs[-1]

    def path(self, run_id: str) -> Path:
        """Directory of a finished run; raises NoRun."""
        path = self.root / run_id
        if not (path / "run.json").exists():
            raise NoRun(f"{path}：没有这次运行；已有：{'、'.join(self.runs()) or '无'}")
        return path

    def info(self, run_id: str) -> RunInfo:
        """run.json as an object."""
        text = (self.path(run_id) / "run.json").read_bytes()
        return msgspec.json.decode(text, type=RunInfo)

    @contextmanager
    def writing(self, as_of: str) -> Iterator[RunWriter]:
        """A run being written; it appears under its name only when the block ends well."""
        with self._lock():
            for litter in self.root.glob(".writing-*"):
                shutil.rmtree(litter)
            number = int(self.runs()[-1].split("-")[0]) + 1 if self.runs() else 1
            writer = RunWriter(self.root, f"{number:06d}-{as_of}")
            try:
                yield writer
                writer.publish()
            finally:
                shutil.rmtree(writer.path, ignore_errors=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.root / ".lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise RunInProgress(f"{self.root}：另一次运行正在进行，请等它完成后再试") from error
            yield


class RunWriter:
    """The directory of a run before it has its name."""

    def __init__(self, root: Path, run_id: str) -> None:
        self.root = root
        self.run_id = run_id
        self.path = root / f".writing-{run_id}"
        (self.path / "results").mkdir(parents=True)
        (self.path / "figures").mkdir()

    def table(self, name: str, rows: pa.Table) -> None:
        """Write rows as `<name>.parquet`."""
        pq.write_table(rows, self.path / f"{name}.parquet", compression="zstd")

    def reuse(self, name: str, source: Path) -> None:
        """Take over a file of an earlier run without copying it."""
        os.link(source / f"{name}.parquet", self.path / f"{name}.parquet")

    def json(self, name: str, data: Any) -> None:
        """Write data as `<name>.json`."""
        text = json.dumps(data, ensure_ascii=False, indent=1, default=str)
        (self.path / f"{name}.json").write_text(text, encoding="utf-8")

    def publish(self) -> None:
        """Flush to disk, then give the directory its name in one step."""
        if not (self.path / "run.json").exists():
            raise RuntimeError("a run without run.json cannot be published")
        for file in self.path.rglob("*"):
            if file.is_file():
                with file.open("rb") as handle:
                    os.fsync(handle.fileno())
        self.path.rename(self.root / self.run_id)
        descriptor = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
