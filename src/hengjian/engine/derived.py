"""Derived tables that outlive a run: a changed threshold does not compute its sources again.

The name of a kept file holds the input key of the table, a hash of its text, terms, batches and days.
A file of another key is out of date and is removed when the new one is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from sqlglot import exp

from hengjian.engine import sql
from hengjian.engine.compile import compile_derived
from hengjian.engine.session import Session
from hengjian.lake import Batch

_ROW_GROUP = 1 << 16


@dataclass
class KeepingSession(Session):
    """A session that keeps derived tables as Parquet in `folder`."""

    batches: Sequence[Batch] = ()  #: the state of the lake that it shows
    folder: Path = Path()

    def _load(self, schema: str, name: str) -> None:
        if schema != "src":
            super()._load(schema, name)
            return
        compiled = compile_derived(self.catalog.tables[name], self.catalog)
        kept = self.folder / f"{name}-{self.input_key(compiled)}.parquet"
        if kept.exists():
            self.backend.attach(schema, name, [str(kept)])
            return
        super()._load(schema, name)
        rows = self.backend.fetch(exp.select("*").from_(sql.table(schema, name)))
        written = kept.with_suffix(".writing")
        # Row groups are what threads share when they read; lz4 is read faster than zstd, and this is no archive.
        pq.write_table(rows, written, compression="lz4", row_group_size=_ROW_GROUP)
        for old in self.folder.glob(f"{name}-*.parquet"):
            old.unlink()
        written.rename(kept)
