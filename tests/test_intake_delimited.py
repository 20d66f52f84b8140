"""Text files as they come: every encoding, every separator, and lines that are no rows."""

from __future__ import annotations

import gzip

import pytest

from hengjian.intake.errors import DamagedFile, IntakeError, WrongEncoding
from tests.intake_sending import CODE, GOOD, HEAD, Desk, csv, problems


@pytest.fixture
def desk(tmp_path, catalog):
    return Desk(tmp_path, catalog)


def numbered(n: int) -> str:
    return GOOD.replace("C1", f"C{n}")


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "gbk", "gb18030"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_separator_and_line_end(desk, encoding, delimiter, end):
    mark = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}.get(encoding, "")
    text = (mark + csv(GOOD, numbered(2))).replace(",", delimiter).replace("\n", end)
    assert desk.send("contract_1.csv", text.encode(encoding)).good == {"contract": 2}
    assert desk.amounts() == [10_050, 10_050]
    assert [r["_row"] for r in desk.rows()] == [2, 3]


def test_a_four_byte_character_of_gb18030(desk):
    name = "㐂𠮷"  # two and four bytes
    desk.send("contract_1.csv", csv(GOOD.replace("P1", name)).encode("gb18030"))
    assert desk.rows()[0]["package_id"] == name


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (csv(GOOD).encode("gb18030") + b"\xff\xff\xfe,1\n", "第 3 行"),
        (csv(GOOD).encode() + numbered(2).replace("P1", "包").encode("gbk"), "第 3 行"),
        ("\ufeff".encode("utf-16-le") + csv(GOOD).encode("utf-16-le") + b"\x00", "第"),
        (csv(GOOD).encode("utf-16-le"), "UTF-16"),
        (csv(GOOD).encode()[:-20] + "包".encode()[:2], "第 2 行"),
    ],
)
def test_undecodable_bytes_are_refused_with_line_and_byte(desk, content, place):
    with pytest.raises(WrongEncoding) as refused:
        desk.send("contract_1.csv", content)
    assert place in str(refused.value)
    assert "字节" in str(refused.value)
    assert "另存为 UTF-8" in str(refused.value)
    assert desk.is_untouched()


def test_the_byte_is_the_right_one(desk):
    good = csv(*(numbered(n) for n in range(40_000))).encode()
    with pytest.raises(WrongEncoding, match=f"第 40002 行（第 {len(good) + 1} 字节）"):
        desk.send("contract_1.csv", good + b"\xff\xfe\xff,\n")


@pytest.mark.parametrize("quoted", [False, True])
def test_lines_with_too_many_or_too_few_cells_go_back_with_both_counts(desk, quoted):
    lines = [GOOD, numbered(2) + ",多余", "C3,P1", numbered(4) + ",,", "", "合计,100", numbered(5)]
    text = csv(*lines)
    delivery = desk.send("contract_1.csv", text.replace("C1,", '"C1",') if quoted else text)
    assert delivery.good == {"contract": 3}
    assert delivery.bad == {"contract": 2}
    assert "第 3 行「整行」" in problems(delivery)
    assert "应有 6 列，实有 7 列" in problems(delivery)
    assert "第 4 行" in problems(delivery)
    assert "应有 6 列，实有 2 列" in problems(delivery)
    assert [(r["contract_id"], r["_row"]) for r in desk.rows()] == [("C1", 2), ("C4", 5), ("C5", 8)]


def test_a_torn_last_line_goes_back(desk):
    delivery = desk.send("contract_1.csv", csv(GOOD, numbered(2))[:-30])
    assert (delivery.good, delivery.bad) == ({"contract": 1}, {"contract": 1})


def test_row_numbers_over_many_blocks(desk):
    long = "甲" * 1900
    lines = [f"{numbered(n)},{long}" if n % 1000 else "kaputt" for n in range(1, 20_001)]
    delivery = desk.send("contract_1.csv", csv(*lines, head=HEAD + ",备注"))
    assert delivery.bad == {"contract": 20}
    assert {r["contract_id"]: r["_row"] for r in desk.rows()}["C19999"] == 20_000


def test_a_quote_that_nobody_closes_costs_one_row(desk):
    lines = [GOOD, numbered(2).replace("P1", '"P1'), numbered(3), numbered(4), numbered(5)]
    delivery = desk.send("contract_1.csv", csv(*lines))
    assert delivery.good == {"contract": 4}
    assert "第 3 行" in problems(delivery)
    assert "引号不成对" in problems(delivery)


def test_quotes_that_swallow_whole_rows_are_seen(desk):
    head = HEAD + ",合同备案日期"
    lines = [
        GOOD + ',"2025-04-01',
        numbered(2) + ",2025-04-01",
        numbered(3) + ',"',
        numbered(4) + ",",
    ]
    delivery = desk.send("contract_1.csv", csv(*lines, head=head))
    assert "引号不成对" in problems(delivery)
    assert "C4" in {r["contract_id"] for r in desk.rows()}


def test_quoted_newlines_commas_and_quotes_stay_in_their_cell(desk):
    sent = csv(GOOD.replace("P1", '"P1 ""甲""，\n二行, 三"'))
    assert desk.send("contract_1.csv", sent).good == {"contract": 1}
    assert desk.rows()[0]["package_id"] == 'P1 "甲",\n二行, 三'


def test_control_characters_go_back(desk):
    delivery = desk.send(
        "contract_1.csv", csv(GOOD.replace("P1", "P\x001"), numbered(2).replace("P1", "P�"))
    )
    assert delivery.bad == {"contract": 2}
    assert "控制字符或乱码" in problems(delivery)


def test_a_cell_of_two_megabytes_goes_back(desk):
    for quote in ("", '"'):
        text = csv(GOOD.replace("P1", quote + "长" * 700_000 + quote), numbered(2))
        delivery = desk.send("contract_1.csv", text, dry_run=True)
        assert (delivery.good, delivery.bad) == ({"contract": 1}, {"contract": 1})
        assert "内容过长" in problems(delivery)
        assert len(problems(delivery)) < 1000


def test_a_title_above_the_header(desk):
    for name, title in (
        ("1", "2025年政府采购合同统计表"),
        ("2", "2025年合同,,,,,\n制表：财政局,,,,,\n"),
    ):
        text = title + "\n" + csv(numbered(int(name)))
        assert desk.send(f"contract_{name}.csv", text).good == {"contract": 1}
    assert [r["_row"] for r in desk.rows()] == [3, 5]


def test_numbered_columns_and_repeated_headers_are_no_records(desk):
    sent = csv("1,2,3,4,5,6", GOOD, HEAD, numbered(2), "合 计：,,,,,201")
    delivery = desk.send("contract_1.csv", sent)
    assert delivery.good == {"contract": 2}
    assert not delivery.bad
    assert any("第 4 行重复了表头" in w for w in delivery.warnings)
    assert any("第 6 行是合计行" in w for w in delivery.warnings)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n\n", b"\xef\xbb\xbf", b" \r\n", b",,,\n,,\n", "\ufeff".encode("utf-16-le")],
)
def test_an_empty_file_is_refused(desk, content):
    with pytest.raises(DamagedFile, match=r"contract_1.csv：(文件是空的|没有表头)"):
        desk.send("contract_1.csv", content)
    assert desk.is_untouched()


@pytest.mark.parametrize("text", [HEAD, HEAD + "\n", "标题\n" + HEAD + "\n\n"])
def test_a_file_of_a_header_only_says_so(desk, text):
    delivery = desk.send("contract_1.csv", text)
    assert delivery.batch_id is None
    assert any("只有表头，没有数据行" in w for w in delivery.warnings)
    assert desk.is_untouched()


@pytest.mark.parametrize(
    ("content", "truth"),
    [(b"PK\x03\x04...", "Excel"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..", "旧版 Excel"), (b"%PDF-1.4", "PDF"),
     (b"<html><table>", "网页"), (gzip.compress(b"x", mtime=0), ".gz"), (b"PAR1..", "Parquet")],
)  # fmt: skip
def test_a_text_file_that_is_something_else_says_what(desk, content, truth):
    with pytest.raises(IntakeError, match=truth):
        desk.send("contract_1.csv", content)


@pytest.mark.parametrize(
    ("written", "day"),
    [("二〇二六年三月五日", "2026-03-05"), ("二零二六年十二月三十一日", "2026-12-31"), ("二○二六年十月二十日", "2026-10-20"),
     ("2026年3月5日", "2026-03-05"), ("２０２６．３．５", "2026-03-05"), ("46086", "2026-03-05"), ("46086.75", "2026-03-05"),
     ("2026-03-04T16:00:00.000Z", "2026-03-05"), ("2026-03-04T15:59:59Z", "2026-03-04"), ("2026-03-05T08:00:00+08:00", "2026-03-05"),
     ("20260305", "2026-03-05"), ("2026/3/5 0:00", "2026-03-05")],
)  # fmt: skip
def test_dates_as_people_and_programs_write_them(desk, written, day):
    delivery = desk.send("contract_1.csv", csv(GOOD.replace("2025-03-05", written)))
    assert not delivery.bad, problems(delivery)
    assert desk.rows()[0]["signed_on"].isoformat() == day


@pytest.mark.parametrize(
    "written",
    ["二〇二六年二月三十日", "二〇二六年十三月一日", "二六年三月五日", "0204-03-05", "2026-02-29", "5/3/2026", "2026年3月", "123456789",
     "12345", "3月5日", "99999999"],
)  # fmt: skip
def test_what_is_no_date_goes_back(desk, written):
    delivery = desk.send("contract_1.csv", csv(GOOD.replace("2025-03-05", written)))
    assert "不是有效的日期" in problems(delivery)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("P1", "9.90101E+17", "科学计数法"), ("P1", "#N/A", "错误值"), ("P1", "#REF!", "错误值"), ("P1", "#######", "错误值"),
     ("P1", "＝1+1", "公式"), ("P1", "-cmd", "公式"), ("P1", "\t=1+1", "公式"), ("P1", '"=""=1+1"""', "公式"),
     ("100.50", "#DIV/0!", "错误值"), (CODE, "9.19E+17", "校验位不符"), ("P1", "NULL", "必填项为空")],
)  # fmt: skip
def test_what_spreadsheets_leave_in_cells_goes_back(desk, old, new, said):
    delivery = desk.send("contract_1.csv", csv(GOOD.replace(old, new), numbered(2)))
    assert said in problems(delivery) or (
        said == "校验位不符" and "科学计数法" in problems(delivery)
    )
    assert delivery.bad == {"contract": 1}


def test_marks_that_nobody_sees_are_dropped(desk):
    desk.send(
        "contract_1.csv",
        csv(GOOD.replace("C1", "'C\u200b1\u00a0").replace("P1", '="007"').replace("100.50", "\\N")),
    )
    row = desk.rows()[0]
    assert (row["contract_id"], row["package_id"], row["amount_fen"]) == ("C1", "007", None)


def test_an_id_number_that_is_none_does_not_stop_the_file(desk):
    delivery = desk.send(
        "person_1.csv", "工号,姓名,身份证号,单位编码\nG1,甲,甲乙丙,U1\nG2,乙,,U1\n"
    )
    assert "身份证号校验位不符" in problems(delivery)


@pytest.mark.parametrize("array", [False, True])
def test_json_with_lines_that_are_none(desk, array):
    names, cells = HEAD.split(","), GOOD.split(",")
    record = "{" + ", ".join(f'"{n}": "{c}"' for n, c in zip(names, cells, strict=True)) + "}"
    if array:
        text = f"[\n{record},\n 5,\n {record.replace('C1', 'C2')}]"
    else:
        text = f"{record}\n\n{{kaputt\n5\n{record.replace('C1', 'C2')}\n"
    delivery = desk.send("contract_1.json", text)
    assert delivery.good == {"contract": 2}
    assert delivery.bad == {"contract": 1 if array else 2}
    assert "不是 JSON 对象" in problems(delivery)
    assert [r["_row"] for r in desk.rows()] == ([1, 3] if array else [1, 5])
