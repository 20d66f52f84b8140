"""What departments send, good and bad: what is right goes in whole, what is wrong comes back with its reason."""

from __future__ import annotations

import gzip
import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
import xlwt

from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.identity.tokens import load_key, token
from hengjian.intake import AlreadyDelivered, IntakeError, deliver, deliver_query
from hengjian.intake.errors import DamagedFile, DangerousFile, UnknownFormat, WrongEncoding
from hengjian.intake.template import write_template
from hengjian.lake import Lake

NOW = datetime(2025, 6, 1, tzinfo=UTC)
KEY = bytes(range(32))
HEAD = "合同编号,采购包编号,采购人编码,供应商统一社会信用代码,合同签订日期,合同金额"
GOOD = "C1,P1,U1,91990101100007189G,2025-03-05,100.50"


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


@pytest.fixture
def send(lake, catalog, tmp_path):
    """Write bytes or text to a file and deliver it."""

    def deliver_file(name: str, content: str | bytes, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return deliver(path, lake=lake, catalog=catalog, key=KEY, received_at=NOW, **options)

    return deliver_file


def rows(lake, catalog, table):
    backend = DuckDBBackend()
    lake.attach(backend, [catalog.tables[table]])
    relation = backend.relation("src", table)
    return [dict(zip(relation.columns, r, strict=True)) for r in relation.order("1").fetchall()]


def csv(*lines: str) -> str:
    return "\n".join([HEAD, *lines]) + "\n"


def problems(delivery) -> str:
    return " ".join(str(f) for f in delivery.faults)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(send, lake, catalog, encoding, delimiter):
    delivery = send("contract_1.csv", csv(GOOD).replace(",", delimiter).encode(encoding))
    assert delivery.good == {"contract": 1}
    assert rows(lake, catalog, "contract")[0]["amount_fen"] == 10_050


def test_gz_and_json_lines(send):
    assert send("contract_1.csv.gz", gzip.compress(csv(GOOD).encode())).good == {"contract": 1}
    line = '{"合同编号": "C2", "采购包编号": "P", "采购人编码": "U", "供应商统一社会信用代码": "91990101100007189G", "合同金额": "1,000元"}'
    assert send("contract_2.jsonl", line + "\n").good == {"contract": 1}


@pytest.mark.parametrize(
    ("written", "day"),
    [("2024年3月5日", "2024-03-05"), ("2024/3/5", "2024-03-05"), ("2024.03.05", "2024-03-05"),
     ("２０２４－０３－０５", "2024-03-05"), ("20240305", "2024-03-05"), ("2024-03-05 00:00:00", "2024-03-05"), ("45356", "2024-03-05")],
)  # fmt: skip
def test_dates_as_people_write_them(send, lake, catalog, written, day):
    send("contract_1.csv", csv(GOOD.replace("2025-03-05", written)))
    assert rows(lake, catalog, "contract")[0]["signed_on"].isoformat() == day


@pytest.mark.parametrize(
    ("written", "fen"), [('"1,234.5"', 123_450), ("￥１２３", 12_300), ("12.30元", 1_230), ("0", 0)]
)
def test_money_is_exact(send, lake, catalog, written, fen):
    send("contract_1.csv", csv(GOOD.replace("100.50", written)))
    assert rows(lake, catalog, "contract")[0]["amount_fen"] == fen


def test_a_unit_in_the_header_rules(send, lake, catalog):
    send(
        "contract_1.csv",
        csv(GOOD.replace("100.50", "1.234567")).replace("合同金额", "合同金额（万元）"),
    )
    assert rows(lake, catalog, "contract")[0]["amount_fen"] == 1_234_567


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2025-03-05", "2024-02-30", "不是有效的日期"),
        ("100.50", "-5", "超出允许的范围"),
        ("100.50", "1.005", "不是有效的金额"),
        ("100.50", "一百", "不是有效的金额"),
        ("91990101100007189G", "919901011000071890", "校验位不符"),
        ("C1", "", "必填项为空"),
        ("C1", "=cmd|' /C calc'!A0", "公式"),
        ("C1", "@SUM(A1)", "公式"),
        ("C1", "+HYPERLINK(1)", "公式"),
    ],
)
def test_a_bad_cell_sends_its_row_back(send, lake, catalog, old, new, said):
    delivery = send("contract_1.csv", csv(GOOD.replace(old, new), GOOD.replace("C1", "C2")))
    assert delivery.good == {"contract": 1}
    assert delivery.bad == {"contract": 1}
    assert said in problems(delivery)
    assert "第 2 行" in problems(delivery)
    assert [r["contract_id"] for r in rows(lake, catalog, "contract")] == ["C2"]


def test_quarantine_holds_no_formula_and_can_be_mended_and_sent_back(send, lake, catalog, tmp_path):
    bad = GOOD.replace("2025-03-05", "2025-13-05").replace("P1", "=1+1")
    delivery = send("contract_1.csv", csv(bad, GOOD.replace("C1", "C2")))
    book = openpyxl.load_workbook(delivery.quarantine)
    sheet = book.worksheets[0]
    cells = {c.value: c for c in sheet[1]}
    assert "问题" in cells
    place = sheet.cell(2, cells["采购包编号"].column)
    assert place.data_type == "s"  # text, not a formula
    assert "日期" in sheet.cell(2, cells["问题"].column).value
    place.value = "P1"
    sheet.cell(2, cells["合同签订日期"].column).value = "2025-12-05"
    book.save(tmp_path / "mended.xlsx")
    again = deliver(
        tmp_path / "mended.xlsx",
        lake=lake,
        catalog=catalog,
        key=KEY,
        received_at=NOW,
        table="contract",
    )
    assert again.good == {"contract": 1}
    assert not again.bad
    assert [r["contract_id"] for r in rows(lake, catalog, "contract")] == ["C1", "C2"]


def test_duplicates(send, lake, catalog):
    delivery = send(
        "contract_1.csv",
        csv(
            GOOD, GOOD, GOOD.replace("C1", "C2"), GOOD.replace("C1", "C2").replace("100.50", "200")
        ),
    )
    assert delivery.good == {"contract": 1}
    assert delivery.bad == {"contract": 2}
    assert "主键重复" in problems(delivery)
    assert any("完全相同" in w for w in delivery.warnings)


def test_the_same_file_twice_is_recognised(send, lake):
    first = send("contract_1.csv", csv(GOOD))
    with pytest.raises(AlreadyDelivered, match=first.batch_id):
        send("again.csv", csv(GOOD))
    lake.withdraw(first.batch_id, reason="误报", who="test")
    assert send("contract_1.csv", csv(GOOD)).batch_id != first.batch_id


def test_a_later_batch_corrects_and_can_be_withdrawn(send, lake, catalog):
    send("contract_1.csv", csv(GOOD))
    later = send("contract_2.csv", csv(GOOD.replace("100.50", "300")))
    assert [r["amount_fen"] for r in rows(lake, catalog, "contract")] == [30_000]
    lake.withdraw(later.batch_id, reason="误报", who="test")
    assert [r["amount_fen"] for r in rows(lake, catalog, "contract")] == [10_050]


def test_a_dry_run_commits_nothing(send, lake):
    assert send("contract_1.csv", csv(GOOD), dry_run=True).batch_id is None
    assert lake.batches() == []


def test_missing_and_misspelt_columns_are_named(send):
    with pytest.raises(IntakeError, match="缺少必需的列：采购人编码"):
        send("contract_1.csv", csv(GOOD).replace("采购人编码", "采购人编吗"), table="contract")


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("x.pdf", b"%PDF", UnknownFormat),
        ("contract_1.csv", HEAD.encode("gb18030") + b"\n\xff\xff\xfe,1\n", WrongEncoding),
        ("contract_1.csv", b"", DamagedFile),
        ("contract_1.csv.gz", gzip.compress(csv(GOOD).encode())[:-9], DamagedFile),
        ("contract_1.xlsx", b"PK\x03\x04 torn", DamagedFile),
        ("contract_1.parquet", b"PAR1 torn", DamagedFile),
        ("bomb.csv.gz", gzip.compress(b"0" * (40 << 20)), DangerousFile),
        ("log.xes", b'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>&x;</log>', DangerousFile),
        ("log.xes", b"<log><trace><event>", DamagedFile),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_whole(send, lake, name, content, error):
    with pytest.raises(error) as refused:
        send(name, content)
    assert name.split(".")[0] in str(refused.value)
    assert lake.batches() == []


def test_an_xlsx_bomb_is_refused(send, tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (300 << 20))
    with pytest.raises(DangerousFile, match="解压后"):
        send("bomb.xlsx", path.read_bytes())


def test_excel_as_departments_make_it(send, lake, catalog, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2025年政府采购合同统计表"])
    sheet.merge_cells("A1:F1")
    sheet.append(["合同", None, "各方", None, "签订", None])
    sheet.merge_cells("A2:B2")
    sheet.append(
        [
            "合同编号 ",
            "采购包编号",
            "采购人编码",
            "供应商统一社会信用代码",
            "合同签订日期",
            "合同金额(万元)",
        ]
    )
    sheet.append(["Ｃ１", "P1", "U1", "91990101100007189G", datetime(2025, 3, 5), 1.5])  # noqa: DTZ001
    sheet.append([None] * 6)
    sheet.append(["合计", None, None, None, None, 1.5])
    book.save(tmp_path / "source.xlsx")
    delivery = send("contract_1.xlsx", (tmp_path / "source.xlsx").read_bytes())
    assert delivery.good == {"contract": 1}
    row = rows(lake, catalog, "contract")[0]
    assert (row["contract_id"], row["amount_fen"], row["_row"]) == ("C1", 1_500_000, 4)


def test_old_excel(send, tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("合同")
    for c, (title, value) in enumerate(zip(HEAD.split(","), GOOD.split(","), strict=True)):
        sheet.write(0, c, title)
        sheet.write(1, c, value)
    book.save(str(tmp_path / "old.xls"))
    assert send("contract_1.xls", (tmp_path / "old.xls").read_bytes()).good == {"contract": 1}


def test_id_numbers_never_enter_the_lake(send, lake, catalog):
    number = "99010119500106000X"
    delivery = send(
        "person_1.csv",
        f"工号,姓名,身份证号,单位编码\nG1,甲,{number},U1\nG2,乙,990101195001060001,U1\n",
    )
    assert delivery.good == {"person": 1}
    assert rows(lake, catalog, "person")[0]["id_token"] == token(KEY, number)
    everything = b"".join(p.read_bytes() for p in Path(lake.root).rglob("*") if p.is_file())
    assert number.encode() not in everything
    with zipfile.ZipFile(delivery.quarantine) as archive:
        assert all(b"990101195001060001" not in archive.read(n) for n in archive.namelist())
    assert "990101195001060001" not in problems(delivery)


def test_the_key_is_private(tmp_path):
    key = load_key(tmp_path / "keys" / "tokens.key")
    assert (tmp_path / "keys" / "tokens.key").stat().st_mode & 0o777 == 0o600
    assert load_key(tmp_path / "keys" / "tokens.key") == key
    os.chmod(tmp_path / "keys" / "tokens.key", 0o644)  # noqa: PTH101
    with pytest.raises(PermissionError, match="chmod 600"):
        load_key(tmp_path / "keys" / "tokens.key")


def test_a_query_against_sqlite(lake, catalog, tmp_path):
    with sqlite3.connect(tmp_path / "x.db") as db:
        db.execute(
            "create table t (合同编号 text, 采购包编号 text, 采购人编码 text, 供应商统一社会信用代码 text)"
        )
        db.execute("insert into t values ('C1', 'P1', 'U1', '91990101100007189G')")
    db.close()
    delivery = deliver_query(
        f"sqlite:///{tmp_path / 'x.db'}", "select * from t", lake=lake, catalog=catalog, key=KEY,
        received_at=NOW, table="contract",
    )  # fmt: skip
    assert delivery.good == {"contract": 1}


def test_templates_are_read_back(catalog, lake, tmp_path):
    path = write_template(catalog.tables["contract"], tmp_path / "contract.xlsx")
    book = openpyxl.load_workbook(path)
    for c, value in enumerate(["C1", "P1"], start=1):
        book.worksheets[0].cell(2, c).value = value
    titles = [c.value for c in book.worksheets[0][1]]
    for title, value in (("采购人编码", "U1"), ("供应商统一社会信用代码", "91990101100007189G")):
        book.worksheets[0].cell(2, titles.index(title) + 1).value = value
    book.save(path)
    assert deliver(path, lake=lake, catalog=catalog, key=KEY, received_at=NOW).good == {
        "contract": 1
    }


def test_all_real_releases_are_taken_in(shared, catalog, lake):
    taken = 0
    for path in sorted((shared / "ocds").glob("*.jsonl.gz")):
        delivery = deliver(path, lake=lake, catalog=catalog, key=KEY, received_at=NOW)
        lines = [f for f in delivery.faults if f.title == "整行"]  # later versions of an ocid
        taken += delivery.good["ocds_process"] + len(lines)
        assert all(f.reason for f in delivery.faults)
    assert taken == 5_513 + 312 + 88 + 221 + 94 + 51 + 22 + 22 + 21


DELIVERING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from hengjian.catalog import load
from hengjian.intake import deliver
from hengjian.lake import Lake
catalog, lake = load(), Lake(Path(sys.argv[1]))
print("ready", flush=True)
for n in range(500):
    path = Path(sys.argv[1]) / f"contract_{n}.csv"
    path.write_text(sys.argv[2].replace("C1", f"C{n}"))
    deliver(path, lake=lake, catalog=catalog, key=bytes(32), received_at=datetime(2025, 6, 1, tzinfo=UTC))
    print(n, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 2, 4])
def test_kill_minus_nine_leaves_whole_batches(tmp_path, catalog, lines):
    process = subprocess.Popen(
        [sys.executable, "-c", DELIVERING, str(tmp_path), csv(GOOD)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    for _ in range(lines + 1):
        process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    lake = Lake(tmp_path)
    assert len(lake.batches()) >= lines
    for batch in lake.batches():
        for table, count in batch.tables.items():
            assert (
                pq.read_table(tmp_path / "batches" / batch.batch_id / f"{table}.parquet").num_rows
                == count
            )
    assert rows(lake, catalog, "contract")


def test_a_million_rows_stream(tmp_path, lake, catalog):
    source = tmp_path / "matter_event_2025.csv"
    with duckdb.connect(":memory:") as con:
        con.execute(
            "create view v as select 'M' || (i // 7) as 办件编号, i % 7 + 1 as 环节序号, 'decide' as 环节, date '2025-01-01' + cast(i % 300 as integer) as 环节日期 from range(300000) as t(i)"
        )
        con.table("v").write_csv(str(source))
    assert deliver(source, lake=lake, catalog=catalog, key=KEY, received_at=NOW).good == {
        "matter_event": 300_000
    }
