"""Hosted procedures beside joint approval: windows, other units, hard stops, the acceptance sheet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.office.walking import DAY, begin, close, receipt, state

from hengjian.office import door
from hengjian.office.matters import comments
from hengjian.office.matters.course import Course
from hengjian.office.matters.ledger import ledger
from hengjian.office.matters.models import Event, Matter


@pytest.fixture
def decision(li, zhao) -> Matter:
    return begin("decision", "停车收费方案", li)


def to_review(matter: Matter, li, day: date = DAY) -> date:
    """Everything up to the legality review; the day on which it was sent there."""
    close(matter, "publish_draft", li, day, address="公报")
    day += timedelta(days=30)
    close(matter, "collect_comments", li, day)
    close(matter, "reply_comments", li, day)
    close(matter, "risk_assessment", li, day, level="low", measures="分期实施")
    close(matter, "legality_send", li, day)
    return day


def test_the_public_has_thirty_days(decision, li) -> None:
    close(decision, "publish_draft", li, address="公报")
    with pytest.raises(ValidationError, match="最早可于"):
        close(decision, "collect_comments", li, DAY + timedelta(days=29))
    assert isinstance(close(decision, "collect_comments", li, DAY + timedelta(days=30)), Event)


def test_every_comment_is_answered_before_the_replies_are_published(decision, li) -> None:
    close(decision, "publish_draft", li, address="公报")
    day = DAY + timedelta(days=30)
    said = comments.take_comment(decision, "第二条", "收费过高", "来信", acting_user=li, on_day=DAY)
    close(decision, "collect_comments", li, day)
    with pytest.raises(ValidationError, match="没有答复"):
        close(decision, "reply_comments", li, day)
    comments.reply(said, "采纳", True, acting_user=li, on_day=day)
    assert close(decision, "reply_comments", li, day).proofs


def test_the_legality_review_is_another_units_and_takes_seven_working_days(
    decision, li, zhao, person
) -> None:
    sent = to_review(decision, li)
    lawyer = person("lawyer", "reviewer")
    with pytest.raises(ValidationError, match="最早可于"):
        close(decision, "legality_review", lawyer, sent + timedelta(days=3), result="lawful")
    later = sent + timedelta(days=20)
    with pytest.raises(PermissionDenied):
        close(decision, "legality_review", zhao, later, result="lawful")
    with pytest.raises(ValidationError, match="先完成"):
        close(decision, "collective_decision", zhao, later)
    assert close(decision, "legality_review", lawyer, later, result="lawful").by == lawyer
    assert close(decision, "collective_decision", zhao, later, dissent="无").by == zhao


def test_nothing_is_carried_out_before_it_is_published(decision, li) -> None:
    with pytest.raises(ValidationError, match="先完成"):
        close(decision, "implement", li)
    assert state(decision, "implement") == "waiting"


def test_a_purchase_is_accepted_line_by_line_or_not_at_all(li, zhao) -> None:
    matter = begin("procurement_course", "计算机", li, package_id="P1")
    for step in [p.name for p in Course(matter, DAY).places][:8]:
        facts = {"receipt": receipt("P1", li)} if step == "result" else {}
        close(matter, step, zhao if step in ("plan", "contract") else li, **facts)
    with pytest.raises(PermissionDenied):
        close(matter, "acceptance", li)
    with pytest.raises(PermissionDenied, match="另一人"):
        close(matter, "acceptance", zhao)


def test_nobody_gets_the_award_before_a_credit_query_for_this_very_purchase(li, zhao) -> None:
    matter = begin("procurement_course", "计算机", li, package_id="P1")
    for step in ("intention", "need", "plan", "document", "notice", "opening"):
        close(matter, step, zhao if step == "plan" else li)
    for number, said in (
        ("XC-0", "没有编号"),
        (receipt("P2", li), "不是为"),
        (receipt("P1", li, ("L-1",)), "依法不能参加"),
    ):
        with pytest.raises(ValidationError, match=said):
            close(matter, "result", li, receipt=number)
    assert close(matter, "result", li, receipt=receipt("P1", li)).facts["winner"]


def test_a_sheet_must_be_there(li, zhao, person, units) -> None:
    third = person("third", "handler", units[0])
    matter = begin("procurement_course", "计算机", li, package_id="P1")
    for step in [p.name for p in Course(matter, DAY).places][:8]:
        facts = {"receipt": receipt("P1", li)} if step == "result" else {}
        close(matter, step, zhao if step in ("plan", "contract") else li, **facts)
    with pytest.raises(ValidationError, match="先生成验收单"):
        close(matter, "acceptance", third)
    comments.make_sheet(matter, [{"parameter": "内存", "requirement": "16GB"}], acting_user=li)
    with pytest.raises(ValidationError, match="逐项验收"):
        close(matter, "acceptance", third)
    comments.accept_line(matter.lines.get(), "met", "实测 16GB", acting_user=third)
    assert close(matter, "acceptance", third, conclusion="passed").by == third


def test_a_deregistration_waits_for_its_notice(li, zhao) -> None:
    matter = begin("deregistration", "某公司", li)
    close(matter, "check", li, bar="none")
    close(matter, "notice", li, address="公示系统")
    with pytest.raises(ValidationError, match="最早可于"):
        close(matter, "apply", li, DAY + timedelta(days=19))
    assert close(matter, "apply", li, DAY + timedelta(days=20)).proofs


def test_every_ledger_row_fits_the_data_standard(decision, li, zhao) -> None:
    comments.make_sheet(decision, [{"parameter": "内存", "requirement": "16GB"}], acting_user=li)
    comments.accept_line(decision.lines.get(), "met", "实测 16GB", acting_user=zhao)
    tables = door.home().catalog.tables
    for name, rows in ledger().items():
        for row in rows:
            assert set(row) <= set(tables[name].columns), name
            for column, value in row.items():
                codes = tables[name].columns[column].codes
                assert not codes or value is None or value in codes, (name, column)
    assert [r["number"] for r in ledger()["acceptance_line"]] == [1]
