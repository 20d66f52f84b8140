"""The yearly report says the same in Word, PDF and HTML, shows its gaps, and trusts no text."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pyarrow as pa
import pytest
from pypdf import PdfReader

from hengjian.catalog.library import Catalog, load
from hengjian.engine.figures import FigureResult, Value
from hengjian.reports import (
    FindingCount,
    ReportContext,
    ReportError,
    RuleCoverage,
    UnitCount,
    build,
    draft,
    parts,
    rows_hash,
)
from hengjian.reports.tags import FigureTag, ReadingTag, UnknownWord
from hengjian.reports.template import template_bytes
from hengjian.reports.word import fill, read_blocks, tags_of
from hengjian.reports.words import Words, read_words

UNIT = "区<b>教育</b>局 & #[x] $y$ *z* {{ 7*7 }} {% if %} \\a @b _c_ `d` // \"e\" 'f'"
GAP, UNHELD = "f13_livelihood_share", "f19_inspections"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def words(catalog: Catalog) -> Words:
    return read_words(catalog.root)


@pytest.fixture(scope="module")
def results(catalog: Catalog) -> dict[str, FigureResult]:
    """Every reading of every figure has a number that no other reading has."""
    made, number = {}, 10_007
    for name, figure in catalog.figures.items():
        readings = {}
        for key, reading in figure.readings.items():
            readings[key] = Value(reading.title, reading.unit or figure.unit, Decimal(number), 3)
            number += 13
        made[name] = FigureResult(name, figure.number, figure.title, readings, {}, 3, {})
    figure = catalog.figures[GAP]
    nothing = {
        k: Value(r.title, r.unit or figure.unit, None, 0) for k, r in figure.readings.items()
    }
    made[GAP] = FigureResult(GAP, "F13", figure.title, nothing, {}, 0, {"classes": 4})
    made["f15_procurement_saving"] = replace(
        made["f15_procurement_saving"], missing={"contract": 77}
    )
    return made


@pytest.fixture(scope="module")
def context(catalog: Catalog) -> ReportContext:
    return ReportContext(
        district="衡安区\x07", year=2025, as_of=date(2025, 12, 31), run_id="000012-2025-12-31",
        findings=(FindingCount(77, "hard", "new", 41), FindingCount(77, "hard", "gone", 9)),
        coverage=(RuleCoverage("lists.x", 5000, 41, 6, {"calendar": 6}),),
        units=(UnitCount("U1", 41, 6, 123_456_789),), unit_names={"U1": UNIT},
        held=frozenset(catalog.tables) - {"inspection"}, hashes={GAP: "ab" * 32},
    )  # fmt: skip


@pytest.fixture(scope="module")
def texts(
    catalog: Catalog,
    results: dict[str, FigureResult],
    context: ReportContext,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    """The text of the three files, without white space."""
    out = tmp_path_factory.mktemp("report")
    word, pdf, page = build(results, catalog=catalog, context=context, out=out)
    pages = PdfReader(io.BytesIO(pdf.read_bytes())).pages
    body = re.sub(
        r"<style>.*?</style>|<nav.*?</nav>|<[^>]+>", "", page.read_text("utf-8"), flags=re.S
    )
    blocks = read_blocks(word.read_bytes())
    told = [b.text + b.caption + "".join("".join(row) for row in b.rows) for b in blocks]
    found = {
        "docx": "".join(told),
        "pdf": "".join(p.extract_text() for p in pages),
        "html": html.unescape(body),
    }
    return {kind: re.sub(r"\s", "", text) for kind, text in found.items()}


def test_all_formats_print_every_number_equally_often(
    texts: dict[str, str], results: dict[str, FigureResult]
) -> None:
    for name, result in results.items():
        for reading in result.readings.values():
            if reading.value is None:
                continue
            number = str(reading.value)
            counts = {kind: text.count(number) for kind, text in texts.items()}
            assert len(set(counts.values())) == 1, (name, number, counts)
            if name not in (UNHELD, "f20_unannounced_visits"):
                assert counts["docx"] >= 1, (name, number)


def test_html_says_word_for_word_what_word_says(texts: dict[str, str]) -> None:
    words_of = re.findall(r"[^，。；：、]{12,}", texts["docx"])
    assert len(words_of) > 200
    assert [w for w in words_of if w not in texts["html"]] == []


def test_gap_prints_its_reason_and_is_listed_with_its_owner(texts: dict[str, str]) -> None:
    reason = "本地的民生支出类别尚未设定，由财政局依据文件设定"
    for text in texts.values():
        assert f"（暂缺：{reason}）" in text
    assert f"F13民生支出占一般公共预算支出比重{reason}财政局" in texts["docx"]


def test_table_never_delivered_makes_a_gap_even_where_a_count_says_zero(
    texts: dict[str, str],
) -> None:
    for text in texts.values():
        assert "作风巡察（暂缺：所需记录为“督查检查”）" in text
    assert "没有收到“督查检查”记录政府督查室" in texts["docx"]


def test_rows_left_out_are_listed_beside_the_number(texts: dict[str, str]) -> None:
    assert (
        "F15节约政府采购资金已授予但未录入合同的采购包（含部分分包未录入）77财政局" in texts["docx"]
    )


def test_the_draft_says_what_the_files_say_and_marks_every_number_with_its_figure(
    texts: dict[str, str], catalog: Catalog, results: dict[str, FigureResult],
    context: ReportContext,
) -> None:  # fmt: skip
    blocks = draft(results, catalog=catalog, context=context)
    cut = [parts(b.text) for b in blocks]
    said = [re.sub(r"\s", "", "".join(text for text, _figure in block)) for block in cut]
    assert len([p for p in said if p]) > 60
    assert [p for p in said if p not in texts["docx"]] == []
    body = cut[: next(i for i, b in enumerate(blocks) if b.text.startswith("附件"))]
    marked = {figure for block in body for _text, figure in block} - {""}
    assert marked == {f.number.lower() for f in catalog.figures.values()}
    for result in results.values():
        number = result.number.lower()
        for reading in result.readings.values():
            holders = {f for block in body for text, f in block if str(reading.value) in text}
            assert holders <= {number}, (number, reading)


def test_markup_in_a_name_stays_text(texts: dict[str, str]) -> None:
    name = re.sub(r"\s", "", UNIT)
    assert all(name in text for text in texts.values())
    assert "49" not in name


def test_word_file_is_chinese_and_leaves_no_tag(
    catalog: Catalog, results: dict[str, FigureResult], context: ReportContext, tmp_path: Path
) -> None:
    (path,) = build(results, catalog=catalog, context=context, out=tmp_path, formats=("docx",))
    document = docx.Document(str(path))
    assert document.paragraphs[0].text == "衡安区人民政府2025年廉政工作报告"
    assert 'w:eastAsia="zh-CN"' in document.styles.element.xml
    left = [p.text for p in document.paragraphs if "{%" in p.text or "{{" in p.text]
    assert left == []


def test_html_loads_nothing_and_names_its_columns(
    catalog: Catalog, results: dict[str, FigureResult], context: ReportContext, tmp_path: Path
) -> None:
    (path,) = build(results, catalog=catalog, context=context, out=tmp_path, formats=("html",))
    text = path.read_text("utf-8")
    assert not re.search(r"<(script|img|link|iframe)|src=|url\(|@import", text)
    assert text.count("<caption>") == text.count("<thead>") >= 5
    assert 'scope="col"' in text
    assert 'lang="zh-CN"' in text


def test_same_run_gives_the_same_bytes(
    catalog: Catalog, results: dict[str, FigureResult], context: ReportContext, tmp_path: Path
) -> None:
    first = build(results, catalog=catalog, context=context, out=tmp_path / "a")
    second = build(results, catalog=catalog, context=context, out=tmp_path / "b")
    assert [a.read_bytes() for a in first] == [b.read_bytes() for b in second]


def test_template_names_every_figure_and_no_other(catalog: Catalog) -> None:
    text = tags_of(catalog.root / "reports" / "yearly.docx")
    used = set(re.findall(r"\bf\d\d\b", " ".join(re.findall(r"\{[{%].*?[%}]\}", text))))
    assert used == {figure.number.lower() for figure in catalog.figures.values()}


def test_template_in_the_library_is_the_one_its_text_makes(catalog: Catalog) -> None:
    folder = catalog.root / "reports"
    assert (folder / "yearly.docx").read_bytes() == template_bytes(folder)


@pytest.mark.parametrize(
    "tag", ["{{ f99.项 }}", "{{ f15.万圆 }}", "{{ f15.万元 }", "{{ 区.__class__ }}"]
)
def test_wrong_tag_is_refused(
    tag: str, words: Words, results: dict[str, FigureResult], tmp_path: Path
) -> None:
    document = docx.Document()
    document.add_paragraph(tag)
    document.add_paragraph("{{ 区 }}")
    document.save(str(tmp_path / "t.docx"))
    values = {"f15": FigureTag(results["f15_procurement_saving"], "", words), "区": "衡安区"}
    with pytest.raises(ReportError):
        fill(tmp_path / "t.docx", values)


@pytest.mark.parametrize(
    ("unit", "value", "word", "text"),
    [
        ("time", "47", "余次", "40余次"),
        ("time", "40", "余次", "40次"),
        ("time", "7", "余次", "7次"),
        ("percent", "-10.00", "升降", "下降10.00%"),
        ("percent", "0.00", "升降", "持平"),
        ("percent", "-12.50", "减少", "增加12.50%"),
        ("wan_yuan", "-5.00", "节约", "超出预算5.00万元"),
        ("item", "3.00", "期", "3期"),
        ("day", "5.50", "工作日", "5.5个工作日"),
        ("wan_yuan", "1234567.80", "value", "1234567.80"),
    ],
)
def test_a_number_in_words(words: Words, unit: str, value: str, word: str, text: str) -> None:
    tag = ReadingTag("f00", Value("数", unit, Decimal(value), 1), "", words)
    assert getattr(tag, word) == text


def test_measure_word_of_another_unit_is_refused(words: Words) -> None:
    tag = ReadingTag("f15", Value("数", "wan_yuan", Decimal(1), 1), "", words)
    with pytest.raises(UnknownWord, match="万元"):
        _ = tag.人


def test_rows_hash_follows_values_not_order() -> None:
    rows = pa.table({"record_id": ["A", "B"], "n": [1, None]})
    assert rows_hash(rows) == rows_hash(rows.take([1, 0]))
    assert rows_hash(rows) != rows_hash(pa.table({"record_id": ["A", "B"], "n": [1, 0]}))
