"""Where queries run: DuckDB embedded by default, Spark for scale. Both speak the one dialect."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Protocol

import pyarrow as pa
from sqlglot import exp

from hengjian.engine.sql import Rendered


class Backend(Protocol):
    """The things an engine must do. Tables are named by schema and name."""

    dialect: str

    def load(self, schema: str, name: str, rows: pa.Table) -> None:
        """Make the rows readable under the name; replaces what was there."""

    def attach(self, schema: str, name: str, files: list[str]) -> None:
        """Make Parquet files readable as one table without copying them."""

    def attach_latest(self, schema: str, name: str, files: list[str], key: list[str]) -> None:
        """The same, keeping per key the row of the last batch (corrections)."""

    def materialise(self, schema: str, name: str, query: exp.Expr) -> None:
        """Compute the query once and keep the result under the name."""

    def fetch(self, query: exp.Expr | Rendered) -> pa.Table:
        """The result of the query, whole."""

    def stream(self, query: exp.Expr | Rendered) -> Iterable[pa.RecordBatch]:
        """The result in pieces, for results that are read once."""

    def limited(self, seconds: float) -> AbstractContextManager[None]:
        """Stop queries inside the block after so many seconds, where the engine can."""

    def close(self) -> None:
        """Give back memory and files."""
