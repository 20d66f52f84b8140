"""What is sent back can be mended and sent in again, and then means what the original would have meant."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from typer.testing import CliRunner

from hengjian.cli import app
from hengjian.district.home import Home, Settings
from tests.intake_sending import CODE, GOOD, HEAD, Desk, csv, problems


@pytest.fixture
def desk(tmp_path, catalog):
    return Desk(tmp_path, catalog)


def mend(desk: Desk, sent_back: str, **cells: str) -> Path:
    """Write the right values into every faulty row of every sheet and keep the file's own name."""
    book = openpyxl.load_workbook(sent_back)
    for sheet in book.worksheets:
        places = {c.value.split("（")[0]: c.column for c in sheet[1]}
        for r in range(2, sheet.max_row + 1):
            for title, value in cells.items():
                sheet.cell(r, places[title]).value = value
    path = desk.folder / Path(sent_back).name
    book.save(path)
    return path


def plain(rows: list[dict]) -> list[dict]:
    return [{k: v for k, v in r.items() if not k.startswith("_")} for r in rows]


@pytest.mark.parametrize("unit", ["元", "百元", "千元", "万元", "亿元"])
def test_the_unit_survives_the_round_trip(desk, unit, tmp_path, catalog):
    head = HEAD.replace("合同金额", f"合同金额（{unit}）")
    right = GOOD.replace("100.50", "2.5")
    delivery = desk.send(
        "contract_1.csv", csv(right.replace("2025-03-05", "2025-13-05"), head=head)
    )
    assert delivery.good == {"contract": 0}
    titles = [c.value for c in openpyxl.load_workbook(delivery.quarantine).worksheets[0][1]]
    assert f"合同金额（{unit}）" in titles
    again = desk.take(mend(desk, delivery.quarantine, 合同签订日期="2025-03-05"))
    assert again.good == {"contract": 1}
    other = Desk(tmp_path / "other", catalog)
    other.send("../contract_1.csv", csv(right, head=head))
    assert plain(desk.rows()) == plain(other.rows())


def test_a_general_unit_is_written_into_the_header(desk):
    delivery = desk.send_sheet(
        ["单位：万元"], HEAD.split(","), GOOD.replace("2025-03-05", "?").split(",")
    )
    desk.take(mend(desk, delivery.quarantine, 合同签订日期="2025-03-05"))
    assert desk.amounts() == [100_500_000]


def test_a_table_in_ten_thousands_by_standard_says_so(desk):
    columns = desk.catalog.tables["carry_over"].columns
    titles = [c.title for c in columns.values() if c.required]
    sent = csv(
        ",".join(["x"] * len(titles)), head=",".join([*titles, "结转余额"]).replace("结转余额,", "")
    )
    delivery = desk.send("carry_over_1.csv", sent.replace("x\n", "x,abc\n"), table="carry_over")
    heads = [c.value for c in openpyxl.load_workbook(delivery.quarantine).worksheets[0][1]]
    assert "结转余额（万元）" in heads


def test_days_of_the_1904_calendar_survive(desk):
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active.append(HEAD.split(","))
    made.active.append(["C1", "P1", "U1", CODE, 45_721 - 1_462, "abc"])
    delivery = desk.send_book(made)
    desk.take(mend(desk, delivery.quarantine, 合同金额="1"))
    assert str(desk.rows()[0]["signed_on"]) == "2025-03-05"


def test_what_a_mapping_adds_and_translates_survives(desk, tmp_path):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "table: contract\n"
        "columns: {contract_id: Nr, package_id: Lot, buyer_id: Buyer, supplier_code: Code, signed_on: Day,"
        " amount_fen: Sum(万元), contract_kind: Kind}\n"
        "values: {contract_kind: {F: framework}}\n"
        "constants: {is_sme: 是}\n",
        "utf-8",
    )
    lines = ["Nr,Lot,Buyer,Code,Day,Sum(万元),Kind", f"C1,P1,U1,{CODE},2025-13-01,3,F"]
    delivery = desk.send("foreign.csv", "\n".join(lines), mapping=mapping)
    assert delivery.bad == {"contract": 1}
    desk.take(mend(desk, delivery.quarantine, 合同签订日期="2025-03-05"))
    row = desk.rows()[0]
    assert (row["amount_fen"], row["contract_kind"], row["is_sme"]) == (
        3_000_000,
        "framework",
        True,
    )


def test_torn_lines_can_be_mended_too(desk):
    delivery = desk.send("contract_1.csv", csv(GOOD, "C2,P2", GOOD.replace("C1", "C3") + ",7"))
    sheet = openpyxl.load_workbook(delivery.quarantine).worksheets[0]
    titles = [c.value for c in sheet[1]]
    assert titles[-3:] == ["问题", "原文件行号", "原文"]
    assert sheet.cell(2, titles.index("原文件行号") + 1).value == 3
    assert "应有 6 列，实有 2 列" in sheet.cell(2, titles.index("问题") + 1).value
    assert sheet.cell(3, titles.index("原文") + 1).value.endswith(" | 7")
    path = mend(
        desk, delivery.quarantine, 采购人编码="U1", 供应商统一社会信用代码=CODE, 合同签订日期="2025-03-05", 合同金额="1"
    )  # fmt: skip
    assert desk.take(path).good == {"contract": 2}
    assert [r["contract_id"] for r in desk.rows()] == ["C1", "C2", "C3"]


@pytest.mark.parametrize(
    "attack",
    ["=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+cmd|'x'!A1", "-2+3+cmd|'x'!A1", '=HYPERLINK("http://x","y")',
     "\t=1+1", "＝1+1", "=1+1\nzwei", "http://example.org", "{=1+1}"],
)  # fmt: skip
def test_nothing_in_the_workbook_runs(desk, attack):
    cell = '"' + attack.replace('"', '""') + '"'
    delivery = desk.send(
        "contract_1.csv", csv(GOOD.replace("P1", cell).replace("100.50", "x"), f"C2,{cell}")
    )
    with zipfile.ZipFile(delivery.quarantine) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        names = archive.namelist()
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet
    assert not [n for n in names if "external" in n.lower()]


def test_torn_lines_hide_id_numbers(desk):
    number = "99010119500106000X"
    delivery = desk.send(
        "person_1.csv", f"工号,姓名,身份证号,单位编码\nG1,甲,{number}\nG2,乙,{number},U1,多,余\n"
    )
    assert delivery.bad == {"person": 2}
    for path in desk.lake.root.rglob("*"):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                assert all(number.encode() not in archive.read(n) for n in archive.namelist())
    assert number not in problems(delivery)


def test_a_masked_number_is_asked_for_again(desk):
    delivery = desk.send("person_1.csv", "工号,姓名,身份证号,单位编码\nG1,甲,99010119500106000X,\n")
    sheet = openpyxl.load_workbook(delivery.quarantine).worksheets[0]
    titles = [c.value for c in sheet[1]]
    assert "身份证号：已遮盖，请重新填写完整号码" in sheet.cell(2, titles.index("问题") + 1).value
    assert "不符" in problems(desk.take(mend(desk, delivery.quarantine, 单位编码="U1")))


def test_two_files_of_one_name_keep_their_own(desk):
    first = desk.send("合同 (1).csv", csv(GOOD.replace("100.50", "x")), table="contract")
    second = desk.send("合同 (1).csv", csv(GOOD.replace("100.50", "y")), table="contract")
    assert first.quarantine != second.quarantine
    assert Path(first.quarantine).exists()
    long = desk.send("长" * 80 + ".csv", csv(GOOD.replace("100.50", "z")), table="contract")
    assert Path(long.quarantine).exists()


def test_the_manifest_names_the_file(desk):
    delivery = desk.send(
        "contract_1.csv", csv(GOOD, GOOD.replace("C1", "C2").replace("100.50", "x"))
    )
    batch = desk.lake.batches()[0]
    assert (desk.lake.root / "quarantine" / batch.quarantine) == Path(delivery.quarantine)
    assert batch.rejected == 1


def test_the_command_takes_the_mended_file_under_its_own_name(desk, tmp_path):
    place = Home.create(tmp_path / "home", Settings())
    sent = desk.send("contract_1.csv", csv(GOOD.replace("100.50", "x")))
    path = mend(desk, sent.quarantine, 合同金额="7")
    done = CliRunner().invoke(app, ["intake", "--home", str(place.path), str(path)])
    assert done.exit_code == 0, done.output
    assert place.lake.batches()[0].tables == {"contract": 1}
    again = CliRunner().invoke(app, ["intake", "--home", str(place.path), str(path)])
    assert again.exit_code == 1
    assert "完全相同" in again.output.replace("\n", "")


def test_what_was_refused_of_ocds_is_listed_in_a_workbook(desk):
    path = desk.folder / "releases.jsonl"
    path.write_text(
        '{"ocid":"ocds-1","tender":{"tenderPeriod":{"startDate":"20/12/2016"}}}\n'
        '{"ocid":"=cmd|1","buyer":{"id":["x"]}}\n'
        "no release\n",
        encoding="utf-8",
    )
    delivery = desk.take(path)
    assert delivery.bad == {"ocds_process": 3}
    head, *rows = openpyxl.load_workbook(delivery.quarantine).active.iter_rows(values_only=True)
    assert head == ("原文件行号", "位置", "值", "问题", "处理")
    assert [(r[0], r[1], r[2]) for r in rows] == [
        (1, "tender/tenderPeriod/startDate", "20/12/2016"),
        (2, "buyer/id", '["x"]'),
        (3, "整行", "no release"),
    ]
    assert all(reason and remedy for *_, reason, remedy in rows)


def test_a_directory_without_files_is_said(tmp_path):
    Home.create(tmp_path / "home", Settings())
    (tmp_path / "nothing").mkdir()
    done = CliRunner().invoke(
        app, ["intake", str(tmp_path / "nothing"), "--home", str(tmp_path / "home")]
    )
    assert isinstance(done.exception, ValueError)
    assert "没有可接收的文件" in str(done.exception)
