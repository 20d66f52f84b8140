"""A re-run over new records gives what a full run gives, for every rule, row by row."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hengjian.district.home import Home
from hengjian.district.running import run_home
from hengjian.engine.run import RunRequest
from hengjian.engine.store import RunInfo
from hengjian.intake import deliver

DAY = date(2025, 12, 31)
CHANGED = ("matter_event", "matter", "payment", "contract", "award", "bid", "expense_voucher",
           "procurement_package", "suspension", "penalty", "project", "deposit")  # fmt: skip


@dataclass
class Copy:
    """A copy of the demo district that a test may change."""

    home: Home
    number: int = 0

    def run(self, rules: tuple[str, ...] = (), *, reuse: bool = True) -> RunInfo:
        """One run of the rules, without names of everything."""
        request = RunRequest(DAY, rules=rules, reuse=reuse, worth_seconds=0)
        return run_home(self.home, request, progress=lambda *_: None)

    def readers(self, table: str) -> tuple[str, ...]:
        """The rules that read the table, through derived ones too."""
        catalog = self.home.catalog

        def sources(names: Iterable[str]) -> set[str]:
            return {s for n in names for s in (n, *sources(catalog.tables[n].reads))}

        return tuple(name for name, rule in catalog.rules.items() if table in sources(rule.reads))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table's first batch, as delivered."""
        held = pq.read_table(self.home.lake.files(table)[0])
        return held.drop_columns([c for c in held.column_names if c.startswith("_")]).to_pylist()

    def send(self, table: str, rows: list[dict[str, Any]]) -> str:
        """Deliver rows as a department's Parquet file; returns the batch."""
        self.number += 1
        path = self.home.path / f"{table}_{self.number}.parquet"
        schema = pq.read_schema(self.home.lake.files(table)[0])
        kept = pa.schema([f for f in schema if not f.name.startswith("_")])
        pq.write_table(pa.Table.from_pylist(rows, kept), path)
        delivery = deliver(
            path, lake=self.home.lake, catalog=self.home.catalog, key=bytes(32),
            received_at=datetime(2025, 12, 31, self.number, tzinfo=UTC),
        )  # fmt: skip
        assert delivery.batch_id, delivery.faults
        return delivery.batch_id

    def results(self, run: RunInfo) -> dict[str, tuple[dict[str, int], list[str]]]:
        """Rule → its counts and stored rows, in any order."""
        folder = self.home.store.path(run.run_id) / "results"
        return {
            name: (count.verdicts, sorted(map(str, pq.read_table(folder / f"{name}.parquet").to_pylist())))
            for name, count in run.rules.items()
        }  # fmt: skip


@pytest.fixture(scope="module")
def copy(district: Home, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The demo district with one run of today's library."""
    place = tmp_path_factory.mktemp("incremental") / "home"
    shutil.copytree(district.path, place, ignore=shutil.ignore_patterns("outbox", "derived"))
    made = Copy(Home.open(place))
    made.run(reuse=False)
    return made


def changed(copy: Copy, table: str, seed: int) -> list[dict[str, Any]]:
    """Some rows with the values of others (corrections), and some under new keys."""
    chance = random.Random(seed)
    key = copy.home.catalog.tables[table].key
    rows = copy.rows(table)
    picked = chance.sample(rows, min(len(rows) // 5, 12))
    others = chance.sample(rows, len(picked))
    mixed = [
        {**other, **{k: row[k] for k in key}} for row, other in zip(picked, others, strict=True)
    ]
    fresh = [{**row, key[0]: f"N{seed}{row[key[0]]}"} for row in picked[: len(picked) // 2]]
    return mixed + fresh


def agree(copy: Copy, rules: tuple[str, ...] = ()) -> RunInfo:
    """Run both ways; raises AssertionError naming the rules that differ."""
    quick = copy.run(rules)
    found, wanted = copy.results(quick), copy.results(copy.run(rules, reuse=False))
    assert {n for n in wanted if found[n] != wanted[n]} == set()
    return quick


@pytest.mark.parametrize("table", ["matter_event", "payment"])
def test_after_corrections_and_new_rows_of_a_table(copy: Copy, table: str) -> None:
    if not copy.home.lake.files(table):
        pytest.skip(f"the demo has no {table}")
    rules = copy.readers(table)
    before = copy.results(copy.run(rules))
    batch = copy.send(table, changed(copy, table, copy.number))
    info = agree(copy, rules)
    assert sum(c.partial for c in info.rules.values()) > len(rules) // 4
    copy.home.lake.withdraw(batch, reason="试验", who="test")
    assert copy.results(copy.run(rules)) == before


def test_after_changes_in_all_tables_at_once(copy: Copy) -> None:
    for table in CHANGED:
        if copy.home.lake.files(table):
            copy.send(table, changed(copy, table, 100 + copy.number))
    info = agree(copy)
    assert sum(c.partial for c in info.rules.values()) > 100


def test_a_key_that_is_delivered_for_the_first_time_and_one_that_goes(copy: Copy) -> None:
    rows, rules = copy.rows("contract")[:1], copy.readers("contract")
    before = copy.results(copy.run(rules))
    batch = copy.send("contract", [{**rows[0], "contract_id": "NEW-1", "signed_on": None}])
    partial = agree(copy, rules)
    assert partial.rules["procurement.contract_signed_late"].partial
    copy.home.lake.withdraw(batch, reason="试验", who="test")
    assert copy.results(copy.run(rules)) == before


def test_rows_without_a_value_of_the_partition_are_a_part_of_their_own(copy: Copy) -> None:
    rules = tuple(n for n in copy.readers("payment") if copy.home.catalog.rules[n].partition)
    before = agree(copy, rules).rules["funds.duplicate_payment"].verdicts
    nameless = {**copy.rows("payment")[0], "amount_fen": 1, "payee_code": None}
    batches = [
        copy.send("payment", [{**nameless, "payment_id": name}]) for name in ("NEW-1", "NEW-2")
    ]
    after = agree(copy, rules).rules["funds.duplicate_payment"]
    assert after.partial
    assert after.verdicts["undecidable"] == before.get("undecidable", 0) + 2
    copy.home.lake.withdraw(batches[0], reason="试验", who="test")
    left = agree(copy, rules).rules["funds.duplicate_payment"]
    assert left.partial
    assert left.verdicts["undecidable"] == before.get("undecidable", 0) + 1


def test_the_next_day_keeps_what_does_not_ask_for_the_day(copy: Copy) -> None:
    rules = ("procurement.contract_signed_late", "procurement.splitting", "funds.duplicate_payment")
    earlier = RunRequest(date(2025, 12, 29), period=2025, rules=rules, reuse=False)
    today = replace(earlier, as_of=date(2025, 12, 30), reuse=True)
    runs = [run_home(copy.home, r, progress=lambda *_: None)
            for r in (earlier, today, replace(today, reuse=False))]  # fmt: skip
    _, quick, full = runs
    assert {n: c.reused for n, c in quick.rules.items()} == {
        "procurement.contract_signed_late": False,  # pending or late: asks for the day
        "procurement.splitting": True,
        "funds.duplicate_payment": True,
    }
    assert copy.results(quick) == copy.results(full)
