"""Reading OCDS: what is taken over, what is refused with its line, and what is never guessed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from hengjian.intake.readers import ocds

REAL = Path(__file__).parents[2] / "shared" / "data" / "ocds"


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def write(path: Path, *lines: str | dict[str, Any]) -> Path:
    texts = [
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    ]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return con.execute(query).fetchall()


def rejects(con: duckdb.DuckDBPyConnection) -> list[Any]:
    return rows(con, "select line, path, value from ocds_in.reject order by line, path")


FULL = {
    "ocid": "A",
    "buyer": {"id": "B"},
    "tender": {
        "status": "complete",
        "procurementMethod": "open",
        "numberOfTenderers": 2,
        "tenderPeriod": {"startDate": "2025-01-01T09:00:00+08:00", "endDate": "2025-01-15T08:59:59Z"},
    },
    "bids": {
        "details": [
            {"status": "valid", "date": "2025-01-14T00:00:00Z", "tenderers": [{"id": "W"}],
             "value": {"amount": 12345678.91, "currency": "CNY"}},
            {"status": "valid", "tenderers": [{"id": "Y"}, {"id": "X"}], "value": {"amount": 1e3}},
            {"status": "pending"},
        ]
    },
    "awards": [
        {"status": "active", "suppliers": [{"id": "W"}],
         "items": [{"classification": {"id": "30100000"}}, {"classification": {"id": 7}}, {}]},
        {"status": "active", "suppliers": [{"id": "W"}, {"id": "X"}]},
    ],
}  # fmt: skip


def test_a_release_becomes_flat_rows(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    read = ocds.read(write(tmp_path / "a.jsonl", FULL), con)
    assert (read.lines, read.blank, read.loaded, read.rejects) == (1, 0, 1, 0)
    assert rows(
        con,
        "select ocid, line_no, cast(process_on as varchar), method, open_days, number_of_tenderers, buyer_id,"
        " bid_count, award_count from ocds_in.ocds_process",
    ) == [("A", 1, "2025-01-15", "open", 14, 2, "B", 3, 2)]
    assert rows(
        con,
        "select bid_no, status, cast(amount as varchar), tenderer_count, tenderer_id from ocds_in.ocds_bid",
    ) == [
        (1, "valid", "12345678.910000000", 1, "W"),
        (2, "valid", "1000.000000000", 2, None),
        (3, "pending", None, 0, None),
    ]
    assert rows(con, "select bid_no, tenderer_no, tenderer_id from ocds_in.ocds_bid_tenderer order by all") == [
        (1, 1, "W"), (2, 1, "Y"), (2, 2, "X"),
    ]  # fmt: skip
    assert rows(con, "select award_no, supplier_count, supplier_id from ocds_in.ocds_award") == [
        (1, 1, "W"), (2, 2, None),
    ]  # fmt: skip
    assert rows(con, "select award_no, item_no, supplier_id, classification_id from ocds_in.ocds_award_item") == [
        (1, 1, "W", "30100000"), (1, 2, "W", "7"), (1, 3, "W", None),
    ]  # fmt: skip


def test_an_instant_keeps_its_zone(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    con.execute("set timezone = 'America/New_York'")
    ocds.read(write(tmp_path / "a.jsonl", FULL), con)
    found = rows(con, "select epoch(tender_start_at) from ocds_in.ocds_process")
    assert found == [(1735693200.0,)]


@pytest.mark.parametrize(
    ("tender", "path", "value"),
    [
        ({"numberOfTenderers": "1"}, "tender/numberOfTenderers", '"1"'),
        ({"numberOfTenderers": 1.5}, "tender/numberOfTenderers", "1.5"),
        ({"numberOfTenderers": -1}, "tender/numberOfTenderers", "-1"),
        (
            {"tenderPeriod": {"endDate": "20/12/2016."}},
            "tender/tenderPeriod/endDate",
            "20/12/2016.",
        ),
        (
            {"tenderPeriod": {"startDate": "2016-12-20"}},
            "tender/tenderPeriod/startDate",
            "2016-12-20",
        ),
        (
            {"tenderPeriod": {"startDate": "2016-12-20T10:00:00"}},
            "tender/tenderPeriod/startDate",
            "2016-12-20T10:00:00",
        ),
        ({"procuringEntity": {"id": {"uid": 1}}}, "tender/procuringEntity/id", '{"uid":1}'),
        ([1], "tender", "[1]"),
        ({"tenderPeriod": "none"}, "tender/tenderPeriod", "none"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_not_guessed(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, tender: Any, path: str, value: str
) -> None:
    read = ocds.read(write(tmp_path / "a.jsonl", {"ocid": "A", "tender": tender}), con)
    assert read.loaded == 1
    assert rejects(con) == [(1, path, value)]


def test_empty_text_is_missing_not_wrong(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    release = {
        "ocid": "A",
        "buyer": {"id": ""},
        "tender": {"numberOfTenderers": "", "tenderPeriod": {"endDate": ""}},
        "bids": {"details": [{"date": "", "value": {"amount": ""}, "tenderers": [{"id": ""}]}]},
    }
    assert ocds.read(write(tmp_path / "a.jsonl", release), con).rejects == 0
    assert rows(con, "select buyer_id, number_of_tenderers from ocds_in.ocds_process") == [
        (None, None)
    ]


def test_amounts_that_are_no_numbers_are_refused(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    details = [{"value": {"amount": a}} for a in ("12", True, 1e40, 5, None)]
    ocds.read(write(tmp_path / "a.jsonl", {"ocid": "A", "bids": {"details": details}}), con)
    assert [(p, v) for _, p, v in rejects(con)] == [
        ("bids/details/0/value/amount", '"12"'),
        ("bids/details/1/value/amount", "true"),
        ("bids/details/2/value/amount", "1e40"),
    ]
    assert rows(con, "select count(amount) from ocds_in.ocds_bid") == [(1,)]


def test_faulty_lines_are_quarantined_with_their_number(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    path = write(
        tmp_path / "a.jsonl",
        {"ocid": "A"},
        "not json",
        "",
        '{"ocid":"B","awards":{"status":"active"}}',
        "[1,2]",
        "   ",
        '{"id":"no ocid"}',
        {"ocid": "C", "bids": {"details": [5, {"status": "valid"}]}},
    )
    read = ocds.read(path, con)
    assert (read.lines, read.blank, read.loaded) == (8, 2, 3)
    assert [(line, where) for line, where, _ in rejects(con)] == [
        (2, ""), (4, "awards"), (5, ""), (7, ""), (8, "bids/details/0"),
    ]  # fmt: skip
    assert rows(con, "select ocid, line_no from ocds_in.ocds_process order by 2") == [
        ("A", 1), ("B", 4), ("C", 8),
    ]  # fmt: skip


def test_blank_lines_move_the_numbers_of_a_clean_file(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    ocds.read(write(tmp_path / "a.jsonl", {"ocid": "A"}, "", "\r", {"ocid": "B"}), con)
    assert rows(con, "select ocid, line_no from ocds_in.ocds_process") == [("A", 1), ("B", 4)]


def test_of_equal_ocids_the_latest_release_is_kept_and_the_others_are_reported(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    path = write(
        tmp_path / "a.jsonl",
        {"ocid": "A", "date": "2025-01-01T23:00:00-05:00", "buyer": {"id": "latest"}},
        {"ocid": "A", "date": "2025-01-02T01:00:00+08:00", "buyer": {"id": "earlier"}},
        {"ocid": "A", "buyer": {"id": "undated"}},
        {"ocid": "B", "buyer": {"id": "first"}},
        {"ocid": "B", "buyer": {"id": "last line"}},
    )
    read = ocds.read(path, con)
    assert read.loaded == 2
    assert rows(con, "select buyer_id from ocds_in.ocds_process order by line_no") == [
        ("latest",),
        ("last line",),
    ]
    assert rows(con, "select line, reason from ocds_in.reject") == [
        (2, "ocid重复，已采用第1行"),
        (3, "ocid重复，已采用第1行"),
        (4, "ocid重复，已采用第5行"),
    ]


def test_a_file_may_be_packed(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(FULL).encode()))
    assert ocds.read(packed, con).loaded == 1


def test_a_truncated_gzip_is_an_error_that_says_so(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    packed = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(b"\n".join(json.dumps({"ocid": str(n)}).encode() for n in range(5000)))
    packed.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ocds.OcdsError, match="incomplete or damaged"):
        ocds.read(packed, con)


def test_a_missing_file_is_an_error_that_says_so(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    with pytest.raises(ocds.OcdsError, match="no such file"):
        ocds.read(tmp_path / "absent.jsonl", con)


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_gives_empty_tables(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, text: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(text)
    assert ocds.read(path, con).loaded == 0
    assert all(rows(con, f"select count(*) from ocds_in.{t}") == [(0,)] for t in ocds.TABLES)  # noqa: S608


def test_reading_twice_gives_the_second_file_only(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    ocds.read(write(tmp_path / "a.jsonl", {"ocid": "A"}, "x"), con)
    ocds.read(write(tmp_path / "b.jsonl", {"ocid": "B"}), con)
    assert rows(con, "select ocid from ocds_in.ocds_process") == [("B",)]
    assert rejects(con) == []


@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/data/ocds is absent")
@pytest.mark.parametrize("path", sorted(REAL.glob("*.gz")), ids=lambda p: p.name.split(".")[0])
def test_every_line_of_real_releases_is_loaded_or_reported(
    path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    read = ocds.read(path, con)
    whole = rows(con, "select count(distinct line) from ocds_in.reject where path = ''")[0][0]
    assert read.lines == read.blank + read.loaded + whole
    assert read.loaded > 0
