"""Rules of one field by themselves: part of the library, side by side, rows that are clear only counted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from hengjian.catalog import Catalog, LibraryError
from hengjian.catalog.part import load_part
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.beside import side_by_side
from hengjian.engine.compile import Compiled, compile_rule
from hengjian.engine.kept import kept
from hengjian.engine.session import RunRequest, Session
from hengjian.intake.readers import ocds


def release(number: int, bidders: list[str]) -> str:
    """A tender of five days with one winning bid."""
    bids = [
        {"status": "valid", "date": "2025-01-05T00:00:00Z", "tenderers": [{"id": bidder}],
         "value": {"amount": 100 + place, "currency": "CNY"}}
        for place, bidder in enumerate(bidders)
    ]  # fmt: skip
    period = {"startDate": "2025-01-01T00:00:00Z", "endDate": "2025-01-06T00:00:00Z"}
    return json.dumps({
        "ocid": f"A{number}", "buyer": {"id": "B"},
        "tender": {"procurementMethod": "open", "numberOfTenderers": len(bids), "tenderPeriod": period},
        "bids": {"details": bids},
        "awards": [{"status": "active", "suppliers": [{"id": bidders[0]}]}],
    })  # fmt: skip


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("ocds") / "releases.jsonl"
    lines = [release(n, ["W", "X"] if n % 3 else ["W"]) for n in range(30)]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def opened(catalog: Catalog, releases: Path, threads: int) -> tuple[Session, DuckDBBackend]:
    backend = DuckDBBackend(threads=threads)
    ocds.read(releases, backend.con)
    days = pa.table({"method_details": pa.array([], pa.string()), "minimum_days": pa.array([], pa.int64())})  # fmt: skip
    backend.load("src", "ocds_method_days", days)

    def attach(names: Iterable[str]) -> None:
        for name in set(names) - {"ocds_method_days"}:
            backend.con.execute(f"create view src.{name} as from ocds_in.{name}")

    return Session(catalog, backend, attach, {}, RunRequest(as_of=date(2025, 6, 30))), backend


def test_a_part_of_the_library_says_what_the_whole_says(catalog: Catalog) -> None:
    part = load_part("ocds")
    assert set(part.rules) == {name for name in catalog.rules if name.startswith("ocds.")}
    assert all(catalog.rules[n] == rule for n, rule in part.rules.items())
    assert all(catalog.tables[n] == table for n, table in part.tables.items())
    assert all(catalog.parameters[n] == terms for n, terms in part.parameters.items())
    assert part.work.years == catalog.work.years


def test_a_field_without_rules_is_refused() -> None:
    with pytest.raises(LibraryError, match="no rules here"):
        load_part("nothing")


@pytest.mark.parametrize("threads", [1, 3])
def test_side_by_side_is_one_after_another(releases: Path, threads: int) -> None:
    part = load_part("ocds")
    queries = {name: compile_rule(rule, part) for name, rule in part.rules.items()}

    def rows(backend: DuckDBBackend, name: str, compiled: Compiled) -> pa.Table:
        return kept(backend.con, compiled.rendered.text("duckdb"), part.rules[name].columns).rows

    session, backend = opened(part, releases, threads)
    beside = side_by_side(session, backend, queries.items(), rows)
    alone, own = opened(part, releases, 1)
    assert list(beside) == list(queries)
    assert beside["ocds.single_bid"]["record_id"].to_pylist()[:2] == ["A0", "A12"]
    for name, compiled in queries.items():
        alone.ensure(compiled)
        assert beside[name].equals(rows(own, name, compiled)), name


def test_a_failing_rule_is_heard_and_does_not_hang(releases: Path) -> None:
    part = load_part("ocds")
    session, backend = opened(part, releases, 2)
    queries = {"ocds.single_bid": compile_rule(part.rules["ocds.single_bid"], part)}

    def fail(backend: DuckDBBackend, name: str, compiled: Compiled) -> None:
        backend.con.execute("select no_such_column")

    with pytest.raises(duckdb.BinderException, match="no_such_column"):
        side_by_side(session, backend, queries.items(), fail)


def test_clear_rows_are_counted_by_unit_and_not_kept() -> None:
    query = (
        "select * from (values ('b', date '2025-01-02', 'U', 'flagged'), ('a', date '2025-01-01', null, 'clear'),"
        " ('c', date '2025-01-01', 'U', 'clear'), ('a', date '2025-01-01', 'V', 'undecidable'))"
        " as answer (record_id, trigger_day, unit, verdict)"
    )
    with duckdb.connect() as con:
        answer = kept(con, query, ("record_id", "trigger_day", "unit", "verdict"), "unit")
    assert answer.counts == {
        ("", "clear"): 1, ("U", "clear"): 1, ("U", "flagged"): 1, ("V", "undecidable"): 1
    }  # fmt: skip
    assert answer.rows["record_id"].to_pylist() == ["a", "b"]
    assert answer.verdicts == {"clear": 2, "flagged": 1, "undecidable": 1}
