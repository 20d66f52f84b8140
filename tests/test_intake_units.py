"""Units and numbers: scaled exactly where a header says so, sent back or refused where nobody can know."""

from __future__ import annotations

import openpyxl
import pytest

from hengjian.intake.errors import DoubtfulColumn, UnknownUnit
from tests.intake_sending import GOOD, HEAD, Desk, csv, problems


@pytest.fixture
def desk(tmp_path, catalog):
    return Desk(tmp_path, catalog)


def headed(amount: str) -> str:
    return HEAD.replace("合同金额", amount)


def amount(value: str) -> str:
    return GOOD.replace("100.50", value)


@pytest.mark.parametrize(
    ("header", "value", "fen"),
    [
        ("合同金额（元）", "1.23", 123),
        ("合同金额(百元)", "1.2345", 12_345),
        ("合同金额（千元）", "1.23456", 123_456),
        ("合同金额（万元）", "1.234567", 1_234_567),
        ("合同金额【十万元】", "0.1", 1_000_000),
        ("合同金额（百万元）", "0.1", 10_000_000),
        ("合同金额（亿元）", "0.0000000001", 1),
        ("合同金额（亿元）", "12345.67", 123_456_700_000_000),
        ("合同金额（分）", "7", 7),
        ("合同金额 （ 万 元 ）", "3", 3_000_000),
        ("合同金额（单位：万元）", "3", 3_000_000),
        ("合同金额（人民币万元）", "3", 3_000_000),
        ("合同金额（万元，含税）", "3", 3_000_000),
        ("合同金额（含税）", "3", 300),
        ("合同金额（人民币）", "3", 300),
        ("合同金额万元", "3", 3_000_000),
        ("合同金额/千元", "3", 300_000),
        ("合同金额（万）", "3", 3_000_000),
    ],
)
def test_a_unit_in_the_header_scales_exactly(desk, header, value, fen):
    sent = csv(amount(value).replace(",", ";"), head=headed(header).replace(",", ";"))
    desk.send("contract_1.csv", sent)
    assert desk.amounts() == [fen]


@pytest.mark.parametrize(
    "header",
    ["合同金额（美元）", "合同金额（万美元）", "合同金额(K)", "合同金额（吨）", "合同金额（元、万元）", "合同金额（W）",
     "合同金额（万）（元）", "合同金额（百）", "合同金额港元", "合同金额（$）", "合同金额（万元保留两位小数）"],
)  # fmt: skip
def test_an_unknown_unit_is_refused_with_file_column_and_remedy(desk, header):
    with pytest.raises(UnknownUnit) as refused:
        desk.send("contract_1.csv", csv(GOOD, head=headed(header)))
    for word in ("contract_1.csv", header, "请把表头写成"):
        assert word in str(refused.value)
    assert desk.is_untouched()


def test_an_unknown_unit_in_a_workbook_names_the_sheet(desk):
    book = openpyxl.Workbook()
    book.active.title = "一季度"
    book.active.append(headed("合同金额（日元）").split(","))
    book.active.append(GOOD.split(","))
    with pytest.raises(UnknownUnit, match=r"contract_1.xlsx／一季度：列「合同金额（日元）」"):
        desk.send_book(book)


@pytest.mark.parametrize(
    "above",
    [
        "金额单位：万元",
        "（单位：万元）",
        "填报单位：区财政局　　单位：人民币万元",
        "政府采购合同统计表（万元）",
    ],
)
def test_a_unit_above_the_table_counts_for_its_money(desk, above):
    delivery = desk.send_sheet([above], HEAD.split(","), amount("2").split(","))
    assert desk.amounts() == [2_000_000]
    assert any("「合同金额」按表中写明的单位“万元”换算" in w for w in delivery.warnings)


def test_the_own_unit_of_a_header_comes_before_the_general_one(desk):
    desk.send_sheet(["单位：万元"], headed("合同金额（元）").split(","), amount("2").split(","))
    assert desk.amounts() == [200]


def test_the_office_above_the_table_is_no_unit(desk):
    desk.send_sheet(["单位：元宝区财政局"], HEAD.split(","), amount("2").split(","))
    assert desk.amounts() == [200]


@pytest.mark.parametrize("above", ["单位：万美元", "单位：万元、千元"])
def test_an_unknown_unit_above_the_table_is_refused(desk, above):
    with pytest.raises(UnknownUnit, match="表头上方"):
        desk.send_sheet([above], HEAD.split(","), GOOD.split(","))


def test_a_unit_below_the_table_or_below_the_header_counts_too(desk):
    desk.send("contract_1.csv", csv(amount("2"), "金额单位：万元,,,,,"))
    units = [None, None, None, None, None, "（万元）"]
    desk.send_sheet(HEAD.split(","), units, amount("3").replace("C1", "C2").split(","))
    assert desk.amounts() == [2_000_000, 3_000_000]


def test_a_column_of_units_must_agree(desk):
    head, good = HEAD + ",币种", GOOD + ",人民币"
    assert desk.send("contract_1.csv", csv(good, head=head)).good == {"contract": 1}
    with pytest.raises(UnknownUnit, match="第 3 行：列「币种」写明“美元”"):
        desk.send("contract_2.csv", csv(good, GOOD + ",美元", head=head))
    with pytest.raises(UnknownUnit, match="金额单位"):
        desk.send("contract_3.csv", csv(GOOD + ",万元", head=HEAD + ",金额单位"))


def test_shares_have_units_too(desk):
    table = desk.catalog.tables["enterprise_person"]
    titles = [c.title for c in table.columns.values() if c.required]
    row = ["甲" for _ in titles]

    def said(title: str, value: str) -> str:
        text = csv(",".join([*row, value]), head=",".join([*titles, title]))
        return problems(desk.send("enterprise_person_1.csv", text, dry_run=True))

    assert "比例" not in said("出资比例（%）", "35.5")
    assert "比例" not in said("出资比例", "35.5%")
    assert "「出资比例」= 35.5：不是有效的比例" in said("出资比例", "35.5")
    with pytest.raises(UnknownUnit, match="单位“成”无法识别"):
        said("出资比例（成）", "3")


def test_days_of_another_kind_are_refused(desk):
    with pytest.raises(UnknownUnit, match="付款期限（月）"):
        desk.send("contract_1.csv", csv(GOOD + ",3", head=HEAD + ",付款期限（月）"))
    columns = desk.catalog.tables["service_item"].columns.values()
    head = ",".join([c.title for c in columns if c.required] + ["法定时限（天）"])
    with pytest.raises(UnknownUnit, match="法定时限（天）"):
        desk.send("service_item_1.csv", csv("1,2", head=head), table="service_item")


@pytest.mark.parametrize(
    "written",
    ['"1,5"', '"12,34"', '"1,2345"', '"1,234,5"', '",123"', "1 5", "1e3", "1E+05", "1e400", "NaN", "inf", "-inf", "1_000",
     "0x10", "1.2.3", "--5", "五", "100万元", "100美元", "1,234.5,6".replace(",", "，"), "0.000000001", "99999999999999999999"],
)  # fmt: skip
def test_what_is_no_number_goes_back(desk, written):
    delivery = desk.send("contract_1.csv", csv(amount(written), GOOD.replace("C1", "C2")))
    assert delivery.bad == {"contract": 1}
    assert "不是有效的金额" in problems(delivery)
    assert "千位分隔符须三位一节" in problems(delivery)
    assert desk.amounts() == [10_050]


@pytest.mark.parametrize(
    ("written", "fen"),
    [('"1,234,567.89"', 123_456_789), ('"￥1,000"', 100_000), ("¥ 5", 500), ("１，２３４．５", 123_450), ("+7", 700),
     ("5圆", 500), ("1.10000000000", 110), ("999999999999999.99", 99_999_999_999_999_999), ('="12.5"', 1_250), ("'3", 300)],
)  # fmt: skip
def test_what_is_a_number_is_exact(desk, written, fen):
    desk.send(
        "contract_1.csv", csv(amount(written.replace(",", "，") if '"' not in written else written))
    )
    assert desk.amounts() == [fen]


def test_a_refund_in_brackets_is_negative(desk):
    titles = [c.title for c in desk.catalog.tables["supplement"].columns.values() if c.required]
    row = ",".join(f"S{i}" for i in range(len(titles)))
    table = desk.catalog.tables["supplement"]
    sent = csv(row + ',"(1,234.50)"', head=",".join([*titles, table.columns["amount_fen"].title]))
    delivery = desk.send("supplement_1.csv", sent, table="supplement")
    found = desk.rows("supplement") if delivery.good["supplement"] else []
    assert [r["amount_fen"] for r in found] == [-123_450], problems(delivery)


def test_a_cell_may_repeat_the_unit_of_its_header_and_name_no_other(desk):
    head = headed("合同金额（万元）")
    delivery = desk.send(
        "contract_1.csv", csv(amount("5万元"), amount("500元").replace("C1", "C2"), head=head)
    )
    assert delivery.bad == {"contract": 1}
    assert desk.amounts() == [5_000_000]


def test_two_columns_of_one_name(desk):
    head = HEAD + ",合同总价"
    same = desk.send(
        "contract_1.csv", csv(GOOD + ",100.50", GOOD.replace("C1", "C2") + ",100.50", head=head)
    )
    assert same.good == {"contract": 2}
    with pytest.raises(
        DoubtfulColumn, match="第 6 列「合同金额」和第 7 列「合同总价」都是「合同金额」，第 3 行起"
    ):
        desk.send("contract_2.csv", csv(GOOD + ",100.50", GOOD + ",200", head=head))
    empty = desk.send(
        "contract_3.csv", csv(amount("").replace("C1", "C3") + ",7", head=HEAD + ",合同金额")
    )
    assert empty.good == {"contract": 1}
    assert desk.amounts()[-1] == 700
