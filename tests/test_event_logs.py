"""Real event logs with known answers, through mapping and procedure files only."""

from __future__ import annotations

import secrets
from datetime import date, datetime

import pyarrow.parquet as pq
import pytest

from hengjian.catalog import load
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.procedures import with_procedures
from hengjian.engine.run import execute
from hengjian.engine.session import RunRequest, Session
from hengjian.engine.store import RunStore
from hengjian.engine.values import SHANGHAI
from hengjian.intake import deliver
from hengjian.lake import Lake
from tests.conftest import DATA

NOW = datetime(2026, 1, 5, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def traffic(shared, tmp_path_factory):
    """(counts by rule, run store) of the fines under the traffic procedure."""
    folder = tmp_path_factory.mktemp("traffic")
    catalog = with_procedures(load(extra=[DATA / "traffic"]))
    lake = Lake(folder / "lake")
    deliver(
        shared / "eventlogs" / "traffic_fines.csv.gz", lake=lake, catalog=catalog,
        key=secrets.token_bytes(32), mapping=DATA / "traffic" / "mapping.yaml", received_at=NOW,
    )  # fmt: skip
    backend = DuckDBBackend()
    rules = tuple(r for r in catalog.rules if r.startswith("traffic_fine."))
    request = RunRequest(date(2014, 1, 1), rules=rules)

    def attach(names):
        lake.attach(backend, [catalog.tables[n] for n in names])

    catalog.figures.clear()
    keys = {t.table: lake.table_id(t.table) for t in catalog.tables.values() if not t.derived}
    session = Session(catalog, backend, attach, keys, request)
    store = RunStore(folder / "runs")
    info = execute(session, store, snapshot="", batches=[])
    return info, store


def _rows(store, rule):
    return pq.read_table(store.path(store.latest()) / "results" / f"{rule}.parquet").to_pylist()


def test_all_fines_are_there(traffic):
    info, _ = traffic
    assert info.rules["traffic_fine.send_late"].examined == 10_000


def test_fines_sent_later_than_ninety_days(traffic):
    info, store = traffic
    late = [r for r in _rows(store, "traffic_fine.send_late") if r["done_on"] is not None]
    assert len(late) == 3_970
    assert len(late) + info.rules["traffic_fine.send_late"].verdicts["clear"] == 6_570


def test_penalties_come_exactly_sixty_days_after_notification(traffic):
    info, store = traffic
    assert not [r for r in _rows(store, "traffic_fine.surcharge_late") if r["done_on"] is not None]
    assert info.rules["traffic_fine.surcharge_late"].verdicts["clear"] == 4_635


def test_declarations_have_10357_cases(shared, tmp_path, catalog):
    lake = Lake(tmp_path / "lake")
    delivery = deliver(
        shared / "eventlogs" / "DomesticDeclarations.xes.gz", lake=lake, catalog=catalog,
        key=secrets.token_bytes(32), mapping=DATA / "declarations.yaml", received_at=NOW,
    )  # fmt: skip
    assert delivery.good["matter"] == 10_357
    assert delivery.good["matter_event"] == 55_628
    assert not delivery.bad
