"""Overviews: figures down to rows, search, boards, the report and its freezing."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook

from hengjian.office.console import results
from hengjian.office.console.models import FrozenReport
from hengjian.office.files import sheets


def test_a_number_leads_to_its_rows_in_three_clicks(person, enter):
    client = enter(person("qu", "leader"))
    assert "/figures/f15_procurement_saving/" in client.get("/leader/").content.decode()
    page = client.get("/figures/f15_procurement_saving/").content.decode()
    row = results.rows_behind("f15_procurement_saving", 0, 1).rows[0][0]
    assert row in page
    assert "节约" in page


def test_every_figure_page_opens(person, enter):
    client = enter(person("qu", "leader"))
    for shown in results.shown():
        assert client.get(f"/figures/{shown.figure.figure}/").status_code == 200


def test_a_head_sees_values_but_not_the_rows_of_others(enter, zhao):
    client = enter(zhao)
    answer = client.get("/figures/f15_procurement_saving/")
    assert 'id="rows"' not in answer.content.decode()
    assert client.get("/figures/f15_procurement_saving/rows.xlsx").status_code == 404


@pytest.mark.parametrize("role", ["procurement_supervisor", "auditor"])
def test_boards_open_for_their_role(person, enter, role):
    client = enter(person("bo", role))
    path = {"procurement_supervisor": "/packages/", "auditor": "/audit/"}[role]
    assert client.get(path).status_code == 200
    book = load_workbook(io.BytesIO(client.get(f"{path}?file=1").content))
    assert book.active.max_row > 1


def test_a_formula_in_an_export_is_text():
    book = load_workbook(
        io.BytesIO(sheets.content(["a"], [["=1+1"], ["=cmd|' /C calc'!A0"], ["@SUM(1)"]]))
    )
    assert [c.data_type for c in book.active["A"]] == ["s"] * 4


def test_search_finds_two_characters_and_hides_other_units(enter, zhang, wang, finding):
    word = finding.sentence[:2]
    assert (
        finding.record_id in enter(zhang).get("/search/", {"q": finding.record_id}).content.decode()
    )
    assert "疑点" in enter(zhang).get("/search/", {"q": word}).content.decode()
    assert finding.pk not in enter(wang).get("/search/", {"q": finding.record_id}).content.decode()
    assert enter(zhang).get("/search/", {"q": "';drop table --"}).status_code == 200


def test_a_number_of_the_draft_leads_to_its_figure(enter, zhang):
    page = enter(zhang).get("/report/").content.decode()
    links = re.findall(r'<a class="figure-link" href="(/figures/[^"]+/)">([^<]+)</a>', page)
    assert len({to for to, _text in links}) == 40
    said = dict(links)["/figures/f09_power_items/"]
    assert said in enter(zhang).get("/figures/f09_power_items/").content.decode()


def test_a_report_is_frozen_by_a_second_person_with_the_hash_they_saw(enter, zhang, chief):
    enter(zhang).post("/report/propose/")
    report = FrozenReport.objects.get()
    client = enter(chief)
    client.post(f"/report/{report.pk}/freeze/", {"digest": "0" * 64})
    report.refresh_from_db()
    assert report.frozen_at is None
    client.post(f"/report/{report.pk}/freeze/", {"digest": report.digest})
    report.refresh_from_db()
    assert report.frozen_by == chief


def test_nobody_freezes_the_own_proposal(enter, chief):
    client = enter(chief)
    client.post("/report/propose/")
    report = FrozenReport.objects.get()
    client.post(f"/report/{report.pk}/freeze/", {"digest": report.digest})
    report.refresh_from_db()
    assert report.frozen_at is None


def test_responsibility_shows_the_own_unit(enter, zhao, finding):
    page = enter(zhao).get("/responsibility/").content.decode()
    assert zhao.unit.name in page
