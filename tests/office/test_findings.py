"""Work on findings through the pages: ask, answer, judge, bulk, views, export, graph; and what is refused."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client

from hengjian.office.accounts.models import User
from hengjian.office.clocks.models import Clock
from hengjian.office.desk.models import Notice
from hengjian.office.findings.budget import work
from hengjian.office.findings.models import Clearance, Finding, Label, Leniency, Question
from hengjian.office.findings.today import SHOWN
from hengjian.office.trail.models import Entry

Enter = Callable[[User], Client]


def do(client: Client, finding: Finding, act: str, **data: object) -> Any:
    """Send an act's form as the page would, with the revision the person saw."""
    seen = {"revision": finding.revision, **data}
    return client.post(f"/findings/{finding.pk}/do/{act}/", seen)


def again(finding: Finding) -> Finding:
    return Finding.objects.get(pk=finding.pk)


@pytest.fixture
def asked(finding: Finding, zhang: User, li: User, zhao: User, enter: Enter) -> Finding:
    """A finding whose unit has been asked."""
    assert do(enter(zhang), finding, "ask", text="请说明超期原因").status_code == 302
    return again(finding)


def test_asking_tells_handler_and_head_at_once_and_starts_the_clock(asked, li, zhao, zhang):
    assert asked.status == "asked"
    assert Notice.objects.filter(to=li, task="finding.answer", done_at=None).exists()
    assert Notice.objects.filter(to=zhao).exists()
    assert Notice.objects.filter(to=zhang).exists()
    clock = Clock.objects.get(about=f"findings.finding:{asked.pk}")
    assert clock.state == "running"
    assert clock.due_day > date.today()


def test_the_handler_answers_by_a_number_only(asked, li, enter):
    client = enter(li)
    page = client.get(f"/findings/{asked.pk}/").content.decode()
    assert "答复问询" in page
    assert "不成立" not in page.split("下一步")[1]
    said = do(client, asked, "answer", kind="record", document_no="衡审字〔2025〕7号", text="",
              seconds_spent=40)  # fmt: skip
    assert said.status_code == 302
    question = Question.objects.get(finding=asked)
    assert (question.document_no, question.fields_typed, question.seconds_spent) == (
        "衡审字〔2025〕7号", 2, 40,
    )  # fmt: skip
    assert again(asked).status == "answered"
    assert Clock.objects.get(about=f"findings.finding:{asked.pk}").state == "met"
    assert not Notice.objects.filter(task="finding.answer", done_at=None).exists()


def test_an_answer_without_a_reason_comes_back_with_the_form(asked, li, enter):
    said = do(enter(li), asked, "answer", kind="explain", document_no="", text="")
    assert said.status_code == 422
    assert "请说明理由" in said.content.decode()
    assert again(asked).status == "asked"


def test_a_wrong_finding_is_closed_labelled_and_the_named_are_cleared(finding, zhang, enter):
    Finding.objects.filter(pk=finding.pk).update(person="R0001", party="91990101100007189G")
    said = do(enter(zhang), finding, "reject", reason="延期批准书在卷")
    assert said.status_code == 302
    assert again(finding).status == "rejected"
    assert Label.objects.get(finding=finding).confirmed is False
    assert Clearance.objects.get(finding=finding).person == "R0001"
    reopened = do(enter(zhang), again(finding), "reopen", reason="批准书系补办")
    assert reopened.status_code == 302
    assert not Label.objects.filter(finding=finding).exists()


def test_who_comes_second_is_told_and_nothing_changes(finding, zhang, chief, enter):
    first, second = enter(zhang), enter(chief)
    assert do(first, finding, "reject", reason="先到").status_code == 302
    late = second.post(
        f"/findings/{finding.pk}/do/snooze/",
        {"revision": 0, "until": date.today() + timedelta(days=9), "reason": "后到"},
        follow=True,
    )
    assert "Zhang”已先一步处理" in late.content.decode()
    assert again(finding).status == "rejected"


def test_snooze_needs_a_day_after_today(finding, zhang, enter):
    said = do(enter(zhang), finding, "snooze", until=date.today(), reason="等文件")
    assert said.status_code == 422
    tomorrow = date.today() + timedelta(days=1)
    assert do(enter(zhang), finding, "snooze", until=tomorrow, reason="等文件").status_code == 302
    assert again(finding).snoozed_until == tomorrow


def test_merge_follows_a_finding_of_the_same_unit_only(finding, units, zhang, enter):
    mate = Finding.objects.filter(unit_id=units[0], status="open").exclude(pk=finding.pk).first()
    other = Finding.objects.filter(unit_id=units[1], status="open").first()
    assert (
        "同一单位" in do(enter(zhang), finding, "merge", into=other.pk, reason="").content.decode()
    )
    assert do(enter(zhang), finding, "merge", into=mate.pk, reason="同因").status_code == 302
    assert again(finding).merged_into_id == mate.pk
    missing = do(enter(zhang), mate, "merge", into="f" * 12, reason="")
    assert "没有编号" in missing.content.decode()


def test_tolerance_is_asked_for_by_the_unit_and_decided_by_another(asked, li, zhao, chief, enter):
    do(enter(li), asked, "answer", kind="admit", text="首次改革试点", document_no="")
    assert (
        do(enter(zhao), again(asked), "apply_leniency", ground="程序合规，未谋私利").status_code
        == 302
    )
    assert Leniency.objects.get(finding=asked).state == "applied"
    done = do(enter(chief), again(asked), "decide", granted="yes", decision="符合容错条件")
    assert done.status_code == 302
    assert again(asked).status == "lenient"


@pytest.mark.parametrize("act", ["ask", "reject", "snooze", "merge", "accept", "decide", "reopen"])
def test_a_handler_cannot_judge(finding, li, enter, act):
    assert do(enter(li), finding, act, reason="x", text="x").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "timeline/", "law/", "related/", "evidence/", "trail/", "graph/"]
)
def test_another_units_finding_does_not_exist(finding, wang, enter, path):
    assert enter(wang).get(f"/findings/{finding.pk}/{path}").status_code in (403, 404)


def test_forged_ids_and_tabs_are_not_found(zhang, finding, enter):
    client = enter(zhang)
    for path in (
        "000000000000/",
        "'or 1=1--/",
        f"{finding.pk}/nothing/",
        f"{finding.pk}/do/delete/",
    ):
        assert client.get(f"/findings/{path}").status_code in (404, 405)


def test_every_tab_opens_and_the_look_is_logged(finding, zhang, enter):
    client = enter(zhang)
    for tab in ("", "timeline/", "law/", "related/", "evidence/", "trail/"):
        assert client.get(f"/findings/{finding.pk}/{tab}").status_code == 200
    part = client.get(f"/findings/{finding.pk}/law/", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert Entry.objects.filter(action="findings.viewed", object_id=finding.pk).count() == 7


def test_the_graph_needs_a_purpose_that_is_logged(finding, zhang, enter):
    client = enter(zhang)
    address = f"/findings/{finding.pk}/graph/"
    assert b"graph-data" not in client.get(address).content
    assert b"graph-data" not in client.post(address, {"purpose": " "}).content
    assert b"graph-data" in client.post(address, {"purpose": "核查围标线索"}).content
    assert Entry.objects.get(action="findings.graph_viewed").purpose == "核查围标线索"


def test_many_at_once_each_for_itself(finding, units, zhang, enter):
    rows = list(Finding.objects.filter(unit_id=units[0], status="open", verdict="flagged")[:3])
    picks = [f"{x.pk}:{x.revision}" for x in rows] + ["ffffffffffff:0", f"{rows[0].pk}:99"]
    said = enter(zhang).post(
        "/findings/bulk/", {"act": "reject", "pick": picks, "reason": "同一批误报", "next": "/findings/"},
        follow=True,
    )  # fmt: skip
    text = said.content.decode()
    assert "已处理 3 条" in text
    assert "ffffffffffff：没有这条疑点" in text
    assert Finding.objects.filter(pk__in=[x.pk for x in rows], status="rejected").count() == 3


def test_bulk_never_leads_to_another_site(finding, zhang, enter):
    said = enter(zhang).post("/findings/bulk/", {"act": "ask", "next": "https://evil.example/"})
    assert said["Location"] == "/findings/"


def test_a_saved_view_is_private_and_keeps_known_filters_only(zhang, chief, enter):
    mine = enter(zhang)
    query = "status=todo&level=hard&evil=1&q=超期"
    mine.post("/findings/views/", {"name": "法定未结", "query": query})
    page = mine.get("/findings/").content.decode()
    assert "法定未结" in page
    assert "evil" not in page
    assert "法定未结" not in enter(chief).get("/findings/").content.decode()


def test_the_export_holds_what_one_sees_as_text(finding, zhang, enter):
    Finding.objects.filter(pk=finding.pk).update(sentence='=HYPERLINK("http://x","y")')
    answer = enter(zhang).get(f"/findings/export.xlsx?unit={finding.unit_id}&purpose=月度会商")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    cells = [c for row in sheet.iter_rows() for c in row]
    assert any(str(c.value).startswith("=HYPERLINK") for c in cells)
    assert not any(c.data_type == "f" for c in cells)
    seen = Finding.objects.filter(unit_id=finding.unit_id).count()
    assert sheet.max_row - 1 == seen
    assert Entry.objects.get(action="findings.list_exported").purpose == "月度会商"


def test_a_handler_cannot_export(li, enter):
    assert enter(li).get("/findings/export.xlsx").status_code == 403


def test_today_offers_no_more_than_a_units_budget(units, zhang, li, enter):
    client = enter(zhang)
    shown = client.get("/findings/today/").context["today"].offered
    assert len(shown) == len({x.pk for x in shown}) == SHOWN
    assert max(Counter(x.unit_id for x in shown).values()) <= work().weekly_budget
    assert max(Counter(x.rule for x in shown).values()) <= work().per_rule
    assert [x.value for x in shown] == sorted((x.value for x in shown), reverse=True)
    for x in Finding.objects.filter(unit_id=units[0], status="open", verdict="flagged")[:10]:
        do(client, x, "ask", text="请说明")
    after = client.get("/findings/today/").context["today"]
    asked = Question.objects.filter(finding__unit_id=units[0]).count()
    if asked >= work().weekly_budget:
        assert all(x.unit_id != units[0] for x in after.offered)


def test_text_from_records_and_people_is_never_markup(finding, zhang, li, enter):
    evil = "<script>alert(1)</script>"
    Finding.objects.filter(pk=finding.pk).update(sentence=evil, party=evil)
    do(enter(zhang), finding, "ask", text=evil)
    for address in ("/findings/", f"/findings/{finding.pk}/", f"/findings/{finding.pk}/timeline/",
                    f"/findings/{finding.pk}/related/", "/findings/?q=" + evil):  # fmt: skip
        page = enter(zhang).get(address).content.decode()
        assert evil not in page
    graph = enter(zhang).post(f"/findings/{finding.pk}/graph/", {"purpose": "核查关系"})
    assert evil not in graph.content.decode()


def test_what_a_form_does_not_name_cannot_be_set(finding, zhang, enter):
    do(enter(zhang), finding, "reject", reason="误报", status="rectified", level="hint", value=0,
       unit_id="X", revision=0)  # fmt: skip
    after = again(finding)
    assert (after.status, after.level, after.unit_id) == (
        "rejected",
        finding.level,
        finding.unit_id,
    )
