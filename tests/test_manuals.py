"""The procurement manuals say what the library says, and change with it."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

import docx
import msgspec
import pytest

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import ParameterVersion
from hengjian.catalog.reading import LibraryError
from hengjian.engine.procedures import with_procedures
from hengjian.reports.content import Block
from hengjian.reports.manuals import Chapter, Chosen, Manual, manual_blocks, manuals

DAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def whole(catalog: Catalog) -> Catalog:
    return with_procedures(catalog)


def text_of(blocks: list[Block]) -> str:
    return "\n".join(b.text + "|".join("|".join(r) for r in b.rows) for b in blocks)


def made(manual: Manual, catalog: Catalog, day: date = DAY) -> str:
    return text_of(manual_blocks(manual, catalog, district="某区", on_day=day, version="abc"))


def test_there_are_the_three_of_the_speech(whole: Catalog) -> None:
    titles = {m.title.format(district="某区") for m in manuals(whole.root).values()}
    assert titles == {"某区政府采购服务手册", "某区政府采购手册", "某区政府采购办事指南"}


def test_together_they_name_every_procurement_rule_and_limit(whole: Catalog) -> None:
    text = "\n".join(made(m, whole) for m in manuals(whole.root).values())
    rules = [
        r for n, r in whole.rules.items() if n.startswith("procurement.") and r.status == "stable"
    ]
    assert [r.rule for r in rules if r.question not in text] == []
    limits = [
        p for n, p in whole.parameters.items() if n.startswith("procurement.") and p.kind != "set"
    ]
    assert [p.parameter for p in limits if p.title not in text] == []


def test_a_new_version_of_the_law_changes_the_manual_from_its_day_on(whole: Catalog) -> None:
    chapter = Chapter("期限", parameters=Chosen(names=("procurement.contract_signing",)))
    manual = Manual("m", "{district}手册", "某人", 82, (chapter,))
    old = whole.parameters["procurement.contract_signing"]
    version = ParameterVersion(
        valid_from=date(2027, 1, 1), value={"n": 10, "unit": "working_day"}, confidence="verified"
    )
    new = msgspec.structs.replace(old, versions=(version, *old.versions))
    later = dataclasses.replace(whole, parameters={**whole.parameters, old.parameter: new})
    assert made(manual, later, date(2026, 12, 31)) == made(manual, whole, date(2026, 12, 31))
    assert "10个工作日" in made(manual, later, date(2027, 1, 1))


def test_an_unknown_name_is_an_error_that_names_manual_and_chapter(whole: Catalog) -> None:
    manual = Manual("m", "手册", "某人", 82, (Chapter("期限", procedures=("nowhere",)),))
    with pytest.raises(LibraryError, match=r"manual m, 期限: unknown 'nowhere'"):
        made(manual, whole)


def test_the_command_writes_them_as_word_pdf_and_page(district, tmp_path) -> None:
    from hengjian.district.reporting import build_manuals

    paths = build_manuals(district, tmp_path, DAY)
    assert sorted(p.name for p in paths) == sorted(
        f"{m}.{k}" for m in ("service", "handbook", "guide") for k in ("docx", "pdf", "html")
    )
    words = "\n".join(p.text for p in docx.Document(str(tmp_path / "guide.docx")).paragraphs)
    assert f"{district.settings.district}政府采购办事指南" in words
    assert (tmp_path / "handbook.pdf").read_bytes().startswith(b"%PDF")
    assert re.search("合同.*验收", (tmp_path / "guide.html").read_text("utf-8"), re.S)
