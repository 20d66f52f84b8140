"""Derived tables kept between runs: found again by their inputs, computed anew when one changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow as pa

from hengjian.catalog import Catalog
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.compile import compile_derived
from hengjian.engine.derived import KeepingSession
from hengjian.engine.session import RunRequest

BIDS = pa.table({"ocid": ["A", "A", "A"], "amount": [1, 1, 2], "status": ["valid"] * 3})


def repeated(catalog: Catalog, folder: Path, batch: str, bids: pa.Table = BIDS) -> list[int]:
    """Bids at repeated amounts, through a session of its own over the batch."""
    backend = DuckDBBackend()

    def attach(names: Iterable[str]) -> None:
        for name in names:
            backend.load("src", name, bids)

    request, keys = RunRequest(as_of=date(2025, 6, 30)), {"ocds_bid": batch}
    session = KeepingSession(catalog, backend, attach, keys, request, folder=folder)
    session._load("src", "ocds_repeated_amount")
    found = backend.relation("src", "ocds_repeated_amount").fetchall()
    backend.close()
    return [row[2] for row in found]


def test_a_kept_table_is_read_and_not_computed(catalog: Catalog, tmp_path: Path) -> None:
    assert repeated(catalog, tmp_path, "one") == [2]
    assert repeated(catalog, tmp_path, "one", BIDS.slice(0, 0)) == [2]


def test_another_input_replaces_the_kept_table(catalog: Catalog, tmp_path: Path) -> None:
    repeated(catalog, tmp_path, "one")
    assert repeated(catalog, tmp_path, "two", BIDS.slice(0, 0)) == []
    assert len(list(tmp_path.iterdir())) == 1


def test_a_derived_table_is_compiled_once(catalog: Catalog) -> None:
    table = catalog.tables["ocds_scope"]
    assert compile_derived(table, catalog) is compile_derived(table, catalog)
