"""The pages of the trail: what the audit administrator and the supervised unit see, and nobody else."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import connection

from hengjian.office.accounts.actions import declare_recusal
from hengjian.office.trail.chain import record
from hengjian.office.trail.models import Entry, Verification

TODAY = date.today()
PAGES = ("/trail/", "/trail/export.csv", "/trail/looked/", "/trail/verification/")


@pytest.fixture
def bao(person):
    """The audit administrator."""
    return person("bao", "audit_admin")


@pytest.mark.parametrize(
    "role", ["analyst", "chief", "handler", "leader", "system_admin", "security_admin"]
)
def test_nobody_else_opens_them(role, person, enter, units):
    client = enter(person("x", role, units[0]))
    for page in PAGES:
        assert client.get(page).status_code == 403
    assert client.post("/trail/verification/now/").status_code == 403


def test_a_head_sees_looks_at_the_own_unit_and_not_the_trail(
    zhao, wang, zhang, finding, enter, person, units
):
    head_of_b = person("sun", "head", units[1])
    record(zhang, "findings.viewed", finding)
    mine = enter(zhao).get("/trail/looked/")
    assert mine.status_code == 200
    assert [(r["actor"], r["reads"]) for r in mine.context["rows"]] == [("zhang", 1)]
    assert finding.pk not in mine.content.decode()
    assert enter(head_of_b).get("/trail/looked/").context["rows"] == []
    for page in ("/trail/", "/trail/export.csv", "/trail/verification/"):
        assert enter(zhao).get(page).status_code == 403


def test_what_an_inspector_looks_at_is_not_told(zhao, person, finding, enter):
    record(person("yan", "inspector"), "findings.viewed", finding)
    record("x", "clues.viewed", unit=finding.unit_id)
    assert enter(zhao).get("/trail/looked/").context["rows"] == []


def test_the_list_shows_acts_and_no_content(bao, zhang, li, finding, enter):
    from hengjian.office.findings import actions

    question = actions.ask(
        finding, "机密内容甲", acting_user=zhang, revision=finding.revision, on_day=TODAY
    )
    actions.answer(
        question, kind="explain", text="机密内容乙", document_no="", acting_user=li, on_day=TODAY
    )
    actions.reject(
        type(finding).objects.get(pk=finding.pk),
        "机密理由丙",
        acting_user=zhang,
        revision=None,
        on_day=TODAY,
    )
    page = enter(bao).get("/trail/?actor=zhang").content.decode()
    assert "问询" in page
    assert finding.pk in page
    for text in ("机密", finding.sentence):
        assert text not in page
    assert "机密" not in b"".join(enter(bao).get("/trail/export.csv").streaming_content).decode()
    assert Entry.objects.filter(actor="bao", action="trail.read", purpose="actor=zhang").exists()


@pytest.mark.parametrize(("query", "count"), [
    ("actor=zhang", 3), ("actor=zhang&part=findings", 2), ("action=viewed", 1), ("kind=accounts.recusal", 1),
    ("unit=U-9", 1), ("actor=zhang&reads=on", 1), ("actor=zhang&since=2999-01-01", 0), ("actor=zhang&until=2000-01-01", 0),
    ("actor=zhang&since=2000-01-01&until=2999-01-01", 3), ("actor=' OR 1=1 --", 0),
])  # fmt: skip
def test_filters(bao, zhang, chief, finding, enter, query, count):
    declare_recusal(zhang, "party", "某公司", "亲属", acting_user=chief)
    record(zhang, "findings.viewed", finding)
    record(zhang, "findings.asked", unit="U-9")
    record(zhang, "accounts.logged_in")
    shown = enter(bao).get(f"/trail/?{query}").context["entries"]
    assert len(shown) == count


def test_a_wrong_filter_is_told_and_shows_no_other_rows(bao, enter):
    page = enter(bao).get("/trail/?since=yesterday")
    assert page.status_code == 200
    assert page.context["entries"] == []
    assert page.context["form"].errors


def test_older_pages_follow(bao, zhang, enter):
    for n in range(120):
        record(zhang, "findings.viewed", detail={"n": n})
    client, seen, address = enter(bao), [], "/trail/?actor=zhang"
    while address:
        page = client.get(address)
        seen += [e.number for e in page.context["entries"]]
        address = (
            f"/trail/?actor=zhang&before={page.context['older']}" if page.context["older"] else ""
        )
    assert len(seen) == len(set(seen)) == Entry.objects.filter(actor="zhang").count()


def test_the_export_is_text_for_spreadsheets_and_recorded(bao, zhang, enter):
    record("=cmd|calc", "findings.viewed")
    answer = enter(bao).get("/trail/export.csv?action=viewed")
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    assert rows[0][:3] == ["序号", "时间", "用户名"]
    assert [r[2] for r in rows[1:]] == ["'=cmd|calc"]
    assert "attachment" in answer["Content-Disposition"]
    assert Entry.objects.filter(
        actor="bao", action="trail.exported", purpose="action=viewed"
    ).exists()


def test_a_cut_export_says_so(bao, zhang, enter, monkeypatch):
    monkeypatch.setattr("hengjian.office.trail.views.EXPORT_LIMIT", 3)
    for _ in range(5):
        record(zhang, "findings.viewed")
    body = b"".join(enter(bao).get("/trail/export.csv?actor=zhang").streaming_content).decode()
    assert "只含最近 3 条" in body
    assert len(body.strip().splitlines()) == 5


def test_the_button_verifies_and_the_page_says_what_it_found(bao, li, enter):
    client = enter(bao)
    assert "还没有核验过" in client.get("/trail/verification/").content.decode()
    assert client.get("/trail/verification/now/").status_code == 405
    page = client.post("/trail/verification/now/", follow=True).content.decode()
    assert "完整，与数据库一致" in page
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET name = 'x' WHERE id = %s", [li.pk])
    page = client.post("/trail/verification/now/", follow=True).content.decode()
    assert "发现问题" in page
    assert f"accounts.user {li.pk}" in page
    assert Verification.objects.filter(by="bao").count() == 2


def test_a_long_chain_goes_to_the_worker(bao, enter, monkeypatch):
    monkeypatch.setattr("hengjian.office.trail.views.WAIT_LIMIT", 0)
    page = enter(bao).post("/trail/verification/now/", follow=True).content.decode()
    assert "已交后台核验" in page
    assert Verification.objects.filter(by="bao").count() == 1  # tests run tasks at once


def test_the_looks_of_a_week_are_counted(bao, zhang, li, finding, enter):
    for _ in range(3):
        record(zhang, "findings.viewed", finding)
    record(li, "findings.asked", finding)
    page = enter(bao).get("/trail/looked/")
    row = next(r for r in page.context["rows"] if r["actor"] == "zhang")
    assert (row["reads"], row["objects"], row["unit"]) == (3, 1, finding.unit_id)
    assert not [r for r in page.context["rows"] if r["actor"] == "li"]
    for week in ("2020-01-01", "no-day", "2999-01-01", "0001-01-01", "9999-12-31"):
        assert enter(bao).get(f"/trail/looked/?week={week}").status_code == 200


@pytest.mark.parametrize("query", ["before=²", "before=-1", "before=99999999999999999999999999", "before=x", "actor=%00",
                                   "until=9999-12-31", "since=0001-01-01", "kind=nothing", "reads=2"])  # fmt: skip
def test_odd_addresses_are_no_error(bao, enter, query):
    assert enter(bao).get(f"/trail/?{query}").status_code == 200
