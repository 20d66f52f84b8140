"""Runs: a finding keeps its identity, the same day gives the same answer, a killed run leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hengjian.catalog import load
from hengjian.district.home import Home, Settings
from hengjian.district.running import open_backend, run_home
from hengjian.engine.session import RunRequest
from hengjian.engine.store import NoRun, RunInProgress, RunStore
from hengjian.intake import deliver

KEY = bytes(32)
RULE = "procurement.contract_signed_late"


def quiet(*_: object) -> None:
    """No progress bar."""


@pytest.fixture
def home(tmp_path):
    return Home.create(tmp_path / "home", Settings())


def send(home: Home, name: str, text: str) -> str:
    path = home.path / name
    path.write_text(text, encoding="utf-8")
    delivery = deliver(
        path,
        lake=home.lake,
        catalog=home.catalog,
        key=KEY,
        received_at=datetime(2025, 6, 1, tzinfo=UTC),
    )
    assert not delivery.bad, delivery.faults
    assert delivery.batch_id
    return delivery.batch_id


PACKAGE = "采购包编号,采购项目名称,采购人编码,采购类别,采购方式,预算年度,采购包状态\nP1,桌椅,U1,货物,公开招标,2025,已成交\n"
AWARD = "中标编号,采购包编号,中标人统一社会信用代码,中标金额,中标通知书发出日期\nA1,P1,91990101100007189G,100,2025-01-06\n"


def contract(signed: str) -> str:
    head = "合同编号,采购包编号,中标编号,采购人编码,供应商统一社会信用代码,合同签订日期,合同金额\n"
    return head + f"C1,P1,A1,U1,91990101100007189G,{signed},100\n"


def states(home: Home) -> dict[str, str]:
    return {f["record_id"]: f["state"] for f in home.findings() if f["rule"] == RULE}


def run(home: Home, day: date = date(2025, 6, 30)):
    return run_home(home, RunRequest(day, rules=(RULE,)), progress=quiet)


def test_a_finding_is_new_then_open_then_gone_then_reopened(home):
    for name, text in (
        ("package_1.csv", PACKAGE),
        ("award_1.csv", AWARD),
        ("contract_1.csv", contract("2025-03-20")),
    ):
        send(home, name, text)
    run(home)
    first = home.findings()[0]["finding_id"]
    assert states(home) == {"A1": "new"}
    run(home)
    assert states(home) == {"A1": "open"}
    correction = send(home, "contract_2.csv", contract("2025-01-20"))
    run(home)
    assert states(home) == {"A1": "gone"}
    home.lake.withdraw(correction, reason="更正有误", who="test")
    run(home)
    assert states(home) == {"A1": "reopened"}
    assert home.findings()[0]["finding_id"] == first


def test_the_same_day_gives_the_same_answer_and_unchanged_rules_are_reused(home):
    for name, text in (("package_1.csv", PACKAGE), ("award_1.csv", AWARD)):
        send(home, name, text)
    first = run(home)
    second = run(home)
    assert not first.rules[RULE].reused
    assert second.rules[RULE].reused
    assert second.rules[RULE].verdicts == first.rules[RULE].verdicts == {"flagged": 1}
    assert not run(home, date(2025, 1, 10)).rules[RULE].reused
    assert states(home) == {"A1": "gone"}  # on 10 January nothing was late yet


def test_a_run_of_one_rule_hides_no_run_of_more(home):
    send(home, "package_1.csv", PACKAGE)
    both = (RULE, "procurement.splitting")
    run_home(home, RunRequest(date(2025, 6, 30), rules=both), progress=quiet)
    run(home)
    again = run_home(home, RunRequest(date(2025, 6, 30), rules=both), progress=quiet)
    assert [c.reused for c in again.rules.values()] == [True, True]


def test_only_batches_known_by_a_day_count(home):
    send(home, "package_1.csv", PACKAGE)
    send(home, "award_1.csv", AWARD)
    known = run_home(
        home,
        RunRequest(date(2025, 6, 30), rules=(RULE,), known_by=date(2025, 5, 1)),
        progress=quiet,
    )
    assert known.rules[RULE].examined == 0
    assert run(home).rules[RULE].examined == 1


def test_a_store_without_runs_says_so(tmp_path):
    with pytest.raises(NoRun, match="hengjian run"):
        RunStore(tmp_path).latest()


def test_an_error_inside_a_run_leaves_no_trace(tmp_path):
    store = RunStore(tmp_path)

    def fail():
        with store.writing("2025-01-01") as writer:
            writer.table("findings", pa.table({"a": [1]}))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.runs() == []
    assert not list(tmp_path.glob(".writing-*"))


def test_two_runs_at_once_are_refused(tmp_path):
    store = RunStore(tmp_path)
    with store.writing("2025-01-01") as writer:
        writer.json("run", {})
        with pytest.raises(RunInProgress), RunStore(tmp_path).writing("2025-01-01"):
            pass


KILLED = """
import sys, time
import pyarrow as pa
from pathlib import Path
from hengjian.engine.store import RunStore
store = RunStore(Path(sys.argv[1]))
with store.writing("2025-01-01") as writer:
    for n in range(10_000):
        writer.table(f"results/r{n}", pa.table({"a": [n]}))
        print(n, flush=True)
        time.sleep(0.005)
"""


def test_kill_minus_nine_leaves_only_whole_runs(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    store = RunStore(tmp_path)
    assert store.runs() == []
    with store.writing("2025-01-01") as writer:
        writer.json("run", {})
    assert store.runs() == ["000001-2025-01-01"]
    assert not list(tmp_path.glob(".writing-*"))


def test_remembered_terms_are_softer_than_verified_ones(district):
    catalog = load()
    for finding in district.findings():
        rule = district.catalog.rules[finding["rule"]]
        order = ("hint", "soft", "hard")
        assert order.index(finding["level"]) <= order.index(rule.level)
        for name in rule.parameters:
            version = (
                next(
                    (
                        v
                        for v in catalog.parameters[name].versions
                        if v.valid_from <= finding["trigger_day"]
                    ),
                    None,
                )
                if finding["trigger_day"]
                else None
            )
            if version is not None and version.confidence in ("memory", "second_hand"):
                assert finding["level"] != "hard", finding


def test_results_keep_flagged_and_undecidable_rows_only(district):
    run_path = district.store.path(district.store.latest())
    for path in (run_path / "results").glob("*.parquet"):
        verdicts = set(pq.read_table(path, columns=["verdict"])["verdict"].to_pylist())
        assert verdicts <= {"flagged", "undecidable"}


def test_records_of_the_time_before_a_column_was_added_read_as_empty(home):
    """The standard grows with the library; what was delivered before stays readable."""
    send(home, "contract_1.csv", contract("2025-01-20"))
    file = next((home.path / "lake" / "batches").glob("*/contract.parquet"))
    narrow = pq.read_table(file).drop_columns(["amount_fen"])
    pq.write_table(narrow, file)
    with_column = open_backend("duckdb", home)
    try:
        home.lake.attach(with_column, [home.catalog.tables["contract"]])
        rows = with_column.relation("src", "contract").fetchall()
        columns = with_column.relation("src", "contract").columns
    finally:
        with_column.close()
    assert len(rows) == 1
    assert rows[0][columns.index("amount_fen")] is None


def test_a_sentence_that_asks_for_more_than_the_run_kept_has_a_dash(home):
    from hengjian.engine.explain import message

    rule = home.catalog.rules[RULE]
    text = message(rule, {"record_id": "A1", "trigger_day": date(2025, 1, 6)})
    assert "A1" in text
    assert "—" in text
