"""Workbooks as they come: merged, dated from 1904, broken, hidden, locked, dangerous, or no workbooks at all."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import zipfile
import zlib
from datetime import datetime

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from hengjian.intake.errors import DamagedFile, DangerousFile, IntakeError
from tests.conftest import DATA
from tests.intake_sending import CODE, GOOD, HEAD, Desk, problems

TITLES = HEAD.split(",")
DAY = datetime(2025, 3, 5)  # noqa: DTZ001 - cells have no zone


@pytest.fixture
def desk(tmp_path, catalog):
    return Desk(tmp_path, catalog)


def row(n: int = 1, day: object = DAY, amount: object = 100.5) -> list[object]:
    return [f"C{n}", f"P{n}", "U1", CODE, day, amount]


def book(*rows: list[object]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for cells in rows:
        made.active.append(cells)
    return made


def bytes_of(made: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def changed(data: bytes, member: str, old: bytes = b"", new: bytes = b"", **more: bytes) -> bytes:
    """A workbook with one member changed, or with members added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(
                entry.filename, content.replace(old, new) if entry.filename == member else content
            )
        for name, content in more.items():
            target.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_the_1904_calendar(desk):
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active.append(TITLES)
    made.active.append(row(1))
    made.active.append(row(2, 45_721 - 1_462))  # the same day as a bare number
    assert desk.send_book(made).good == {"contract": 2}
    assert {str(r["signed_on"]) for r in desk.rows()} == {"2025-03-05"}


def test_bare_serial_days(desk):
    desk.send_sheet(TITLES, row(1, 45_721), row(2, 45_721.5))
    assert {str(r["signed_on"]) for r in desk.rows()} == {"2025-03-05"}


def test_error_values_and_formulas_that_nobody_computed_go_back(desk):
    delivery = desk.send_sheet(TITLES, row(1, amount="#N/A"), row(2, amount="=1+1"), row(3))
    assert delivery.good == {"contract": 1}
    assert delivery.bad == {"contract": 2}
    assert "「合同金额」= #N/A：是表格软件的错误值" in problems(delivery)
    assert "第 3 行「合同金额」= #未计算" in problems(delivery)


def test_numbers_too_long_for_a_spreadsheet_go_back(desk):
    cells = row()
    cells[1] = 202503051234567890
    delivery = desk.send_sheet(TITLES, cells)
    assert "科学计数法" in problems(delivery)


@pytest.mark.parametrize("number", ["1e400", "-1e400"])
def test_a_number_beyond_all_numbers_goes_back(desk, number):
    data = changed(
        bytes_of(book(TITLES, row(), row(2))), SHEET, b"<v>100.5</v>", f"<v>{number}</v>".encode()
    )
    delivery = desk.send("contract_1.xlsx", data)
    assert delivery.bad == {"contract": 2}
    assert "不是有效的金额" in problems(delivery)


def test_cells_merged_over_rows(desk):
    made = book(TITLES, row(1), row(2), row(3), row(4))
    for place in ("C3", "C4", "F5"):
        made.active[place] = None
    made.active.merge_cells("C2:C4")  # one buyer for three contracts
    made.active.merge_cells("F4:F5")  # one amount for two
    delivery = desk.send_book(made)
    assert [(r["contract_id"], r["buyer_id"]) for r in desk.rows()] == [("C1", "U1"), ("C2", "U1")]
    assert delivery.bad == {"contract": 2}
    assert "第 4–5 行的「合同金额」合并成一个数" in problems(delivery)
    assert any("第 2–4 行「采购人编码」是合并单元格" in w for w in delivery.warnings)


def test_a_merged_header_with_units_below(desk):
    made = book(["合同情况表"], TITLES, [None] * 5 + ["万元"], row(1, amount=2))
    made.active.merge_cells("A1:F1")
    for letter in "ABCDE":
        made.active.merge_cells(f"{letter}2:{letter}3")
    desk.send_book(made)
    assert [(r["amount_fen"], r["_row"]) for r in desk.rows()] == [(2_000_000, 4)]


def test_hidden_sheets_are_named_and_not_read(desk):
    made = book(TITLES, row(1))
    old = made.create_sheet("去年")
    old.append(TITLES)
    old.append(row(2))
    old.sheet_state = "hidden"
    delivery = desk.send_book(made)
    assert delivery.good == {"contract": 1}
    assert any("隐藏的工作表「去年」" in w for w in delivery.warnings)


def test_sheets_of_one_table_are_one_delivery(desk):
    made = book(TITLES, row(1), row(2), row(3, amount="x"))
    second = made.create_sheet("二月")
    for cells in (
        [*TITLES[:5], "合同金额（万元）"],
        row(1, amount=0.01005),
        row(2, amount=7),
        row(4, amount="y"),
    ):
        second.append(cells)
    delivery = desk.send_book(made)
    assert delivery.good == {"contract": 1}  # C1 is the same twice, C2 differs
    assert delivery.bad == {"contract": 4}
    assert {f.title.split("／")[0] for f in delivery.faults} == {"Sheet", "二月"}
    assert desk.lake.batches()[0].tables == {"contract": 1}
    sent_back = openpyxl.load_workbook(delivery.quarantine)
    heads = [[c.value for c in s[1]] for s in sent_back.worksheets]
    assert ["合同金额（元）" in heads[0], "合同金额（万元）" in heads[1]] == [True, True]
    assert [s.max_row for s in sent_back.worksheets] == [3, 3]


def test_a_column_without_a_header_is_named(desk):
    delivery = desk.send_sheet([*TITLES, None], [*row(1), "备注"])
    assert any("第 7 列没有表头但有内容" in w for w in delivery.warnings)


@pytest.mark.parametrize(
    ("content", "truth"),
    [
        ((HEAD + "\n" + GOOD + "\n").encode(), "CSV"),
        (f"<html><body><table><tr><td>{HEAD}</td></tr></table>".encode(), "HTML"),
        (b"<!DOCTYPE html>\n<html>", "HTML"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "XML",
        ),
        (b"", "空"),
        (b"PK\x03\x04" + bytes(100), "损坏"),
    ],
)
@pytest.mark.parametrize("name", ["contract_1.xlsx", "contract_1.xls"])
def test_what_is_no_workbook_says_what_it_is(desk, name, content, truth):
    with pytest.raises(DamagedFile, match=truth) as refused:
        desk.send(name, content)
    assert name in str(refused.value)
    assert "请" in str(refused.value)
    assert desk.is_untouched()


def test_old_and_new_workbooks_under_each_others_name(desk):
    old = xlwt.Workbook()
    sheet = old.add_sheet("合同")
    for c, (title, value) in enumerate(zip(TITLES, GOOD.split(","), strict=True)):
        sheet.write(0, c, title)
        sheet.write(1, c, value)
    stream = io.BytesIO()
    old.save(stream)
    assert desk.send("contract_1.xlsx", stream.getvalue()).good == {"contract": 1}
    assert desk.send("contract_2.xls", bytes_of(book(TITLES, row(2)))).good == {"contract": 1}


def stored(name: str) -> bytes:
    """A file of tests/data, packed and as text."""
    return zlib.decompress(base64.b64decode((DATA / f"{name}.b64").read_text()))


def test_a_locked_workbook_says_so(desk):
    with pytest.raises(DamagedFile, match="打开密码"):
        desk.send("contract_1.xlsx", stored("locked.xlsx"))


@pytest.mark.parametrize("name", ["panics.xls", "hungry.xls"])
def test_a_damaged_workbook_ends_only_its_own_process(desk, name):
    """One makes the library panic, one makes it ask for 29 GB."""
    with pytest.raises(DamagedFile, match="请重新另存为"):
        desk.send("contract_1.xls", stored(name))
    assert desk.is_untouched()


@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/x", "/etc/passwd", "..\\..\\x.xml", "xl/../../x", "C:\\x.xml"]
)
def test_a_member_that_points_outside_is_refused(desk, name):
    with pytest.raises(DangerousFile, match="指向包外"):
        desk.send("contract_1.xlsx", changed(bytes_of(book(TITLES, row())), "", **{name: b"x"}))
    assert desk.is_untouched()


@pytest.mark.parametrize(
    "member", ["xl/workbook.xml", SHEET, "xl/sharedStrings.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(desk, member, encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, bomb.encode(encoding))
    with pytest.raises(DangerousFile, match="实体声明"):
        desk.send("contract_1.xlsx", out.getvalue())


def test_a_bomb_that_lies_about_its_size_is_refused(desk):
    data = bytearray(
        changed(bytes_of(book(TITLES, row())), "", **{"xl/worksheets/sheet9.xml": b" " * (4 << 20)})
    )
    size = (4 << 20).to_bytes(4, "little")
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = (100).to_bytes(4, "little")
    with pytest.raises(DamagedFile, match="损坏"):
        desk.send("contract_1.xlsx", bytes(data))


SPARSE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from hengjian.catalog import load
from hengjian.intake import deliver
from hengjian.lake import Lake
try:
    deliver(Path(sys.argv[1]), lake=Lake(Path(sys.argv[2])), catalog=load(), key=bytes(32), received_at=datetime(2025, 6, 1, tzinfo=UTC))
except Exception as error:
    print(type(error).__name__, error)
"""


def test_a_cell_in_the_last_corner_does_not_end_the_process(tmp_path):
    made = book(TITLES, row())
    made.active["XFD1048576"] = "x"
    made.save(tmp_path / "contract_1.xlsx")
    done = subprocess.run(
        [sys.executable, "-c", SPARSE, str(tmp_path / "contract_1.xlsx"), str(tmp_path / "lake")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "DangerousFile" in done.stdout
    assert "1048576 行 × 16384 列" in done.stdout
    assert "请删除表格右侧和下方多余的单元格" in done.stdout


def test_one_text_named_a_million_times_is_refused(desk):
    long = b"<si><t>" + b"x" * 3_000_000 + b"</t></si>"
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % n for n in range(1, 3000))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + long + b"</sst>")
        archive.writestr(SHEET, b"<worksheet>" + cells + b"</worksheet>")
    with pytest.raises(DangerousFile, match="文字展开"):
        desk.send("contract_1.xlsx", out.getvalue())


def test_a_stray_cell_far_below_is_harmless(desk):
    made = book(TITLES, row())
    made.active["A200000"] = " "
    assert desk.send_book(made).good == {"contract": 1}


def test_a_workbook_without_a_table_is_refused_and_leaves_nothing(desk):
    with pytest.raises(IntakeError):
        desk.send_sheet(["你好"], ["世界"])
    assert desk.is_untouched()
