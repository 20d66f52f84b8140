"""Derived tables kept between runs: found again by their inputs, computed anew when one changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
from msgspec import structs

from hengjian.catalog import Catalog
from hengjian.catalog.models import CalendarYear
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.compile import compile_derived, compile_rule
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


def key(catalog: Catalog) -> str:
    """What an answer about contracts stands on."""
    request = RunRequest(as_of=date(2025, 6, 30))
    session = KeepingSession(
        catalog, DuckDBBackend(), lambda _: None, dict.fromkeys(catalog.tables, "one"), request
    )
    return session.input_key(session.compiled("procurement.contract_signed_late"))


def test_a_corrected_calendar_is_another_input(catalog: Catalog) -> None:
    """The holiday of 2020 was prolonged when its notice was out: the same years, other days."""
    plan = catalog.work.plan(2020)
    days = sorted(plan.holidays), sorted(plan.make_up_days)
    same = CalendarYear(
        year=2020, notice="as packaged", holidays=(*days[0],), make_up_days=(*days[1],)
    )
    longer = structs.replace(same, holidays=(*same.holidays, date(2020, 2, 3), date(2020, 2, 4)))
    assert key(replace(catalog, calendars={2020: same})) == key(catalog)
    assert key(replace(catalog, calendars={2020: longer})) != key(catalog)


def test_a_derived_table_is_compiled_once(catalog: Catalog) -> None:
    table = catalog.tables["ocds_scope"]
    assert compile_derived(table, catalog) is compile_derived(table, catalog)


def test_equal_queries_of_different_catalogs_are_compiled_once(catalog: Catalog) -> None:
    rule = catalog.rules["procurement.contract_signed_late"]
    compiled = compile_rule(rule, catalog)
    assert compile_rule(structs.replace(rule, title="新"), replace(catalog)) is compiled
    table = catalog.tables["contract"]
    column = structs.replace(table.columns["signed_on"], type="text")
    changed = structs.replace(table, columns={**table.columns, "signed_on": column})
    other = replace(catalog, tables={**catalog.tables, "contract": changed})
    assert compile_rule(rule, other) is not compiled
