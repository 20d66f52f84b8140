"""Petitions, complaints, requests, reviews, documents, audits and visits hosted here, each from end to end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.office.walking import DAY, begin, close, receipt, state, walk

from hengjian.catalog.models import Case, CaseFile
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.cases import CaseBench
from hengjian.engine.compile import compile_rule
from hengjian.office.ledgers import deliver_ledger
from hengjian.office.matters.course import Course
from hengjian.office.matters.desks import desks
from hengjian.office.matters.ledger import ledger
from hengjian.office.matters.models import Matter


@pytest.fixture
def others(units, person):
    """Handler and head of unit B, of a third and of a fourth unit."""
    from hengjian.office.accounts.models import Unit

    more = Unit.objects.exclude(pk__in=units).order_by("pk").values_list("pk", flat=True)[:2]
    return {
        name: (person(f"h{name}", "handler", unit), person(f"m{name}", "head", unit))
        for name, unit in zip("bcd", [units[1], *more], strict=True)
    }


def facts_for(others) -> dict[str, dict[str, str]]:
    """Units and persons that the forms of the desks ask for."""
    b, c, d = (others[n][0].unit_id for n in "bcd")
    return {"assign": {"to": b}, "review_request": {"to": c}, "recheck_request": {"to": d},
            "plan": {"place_unit": b}, "notice": {"leader": "1"}, "publish_draft": {"to": "2026-07-31"}}  # fmt: skip


OPENING = {
    "special_audit": "auditee",
    "reconsideration": "respondent",
    "reconsideration_summary": "respondent",
}


@pytest.mark.parametrize("name", ["petition", "complaint", "information_request", "reconsideration",
                                  "reconsideration_summary", "normative_document", "special_audit",
                                  "inspection_visit", "registration", "deregistration", "procurement_course", "decision"])  # fmt: skip
def test_every_hosted_procedure_can_be_walked_to_its_end_and_fits_the_data_standard(
    name, li, zhao, others, person, units, office_home
) -> None:
    colleague, lawyer = person("colleague", "handler", units[0]), person("lawyer", "reviewer")
    people = [li, colleague, zhao, lawyer, *(u for pair in others.values() for u in pair)]
    unit_b = others["b"][0].unit_id
    matter = begin(name, "试办", li, **({OPENING[name]: unit_b} if name in OPENING else {}))
    facts = facts_for(others)
    if name == "special_audit":
        facts["notice"] = {"leader": str(colleague.pk)}
    if name == "procurement_course":
        facts["result"] = {"receipt": receipt("已办", li)}
    walk(matter, people, facts)
    assert matter.state == Matter.State.DONE
    rows = ledger()
    for table in desks()[name].records:
        assert rows[table], table
        assert deliver_ledger(table, rows[table]) == len(rows[table])


def test_a_petition_goes_to_the_named_unit_and_never_to_the_accused(li, others) -> None:
    (handler, head), (third, _m) = others["b"], others["c"]
    matter = begin("petition", "道路积水", li, accused_unit=third.unit_id)
    assert not Matter.objects.visible_to(handler).filter(pk=matter.pk).exists()
    close(matter, "assign", li, to=handler.unit_id)
    assert Matter.objects.visible_to(handler).filter(pk=matter.pk).exists()
    waited = Course(matter, DAY + timedelta(days=40)).days_by_unit()
    assert waited.get(li.unit.name, 0) == 0  # what it may do again if called for is not waited for
    assert waited[handler.unit.name] == 40
    close(matter, "tell", handler, DAY + timedelta(days=9))
    with pytest.raises(PermissionDenied, match="指定的单位"):
        close(matter, "accept", li)
    close(matter, "accept", handler, DAY + timedelta(days=10))
    close(matter, "investigate", handler, DAY + timedelta(days=20))
    with pytest.raises(PermissionDenied):
        close(matter, "reply", handler, DAY + timedelta(days=30))  # a handler does not decide
    close(matter, "reply", head, DAY + timedelta(days=30), result="solved")
    clock = next(p.clock for p in Course(matter, DAY).places if p.name == "reply")
    assert (clock.start, clock.due) == (DAY + timedelta(days=10), date(2026, 8, 10))
    accused = begin("petition", "反映本单位", li)
    close(accused, "assign", li, to=third.unit_id)
    accused.facts = {**accused.facts, "accused_unit": third.unit_id}
    accused.save()
    close(accused, "tell", third)
    with pytest.raises(PermissionDenied, match="被反映"):
        close(accused, "accept", third)


def test_the_rules_examine_what_is_hosted_here(li, others, catalog) -> None:
    (handler, head) = others["b"]
    matter = begin("petition", "道路积水", li)
    close(matter, "assign", li, to=handler.unit_id)
    for step in ("tell", "accept", "investigate"):
        close(matter, step, handler)
    close(matter, "reply", head, DAY + timedelta(days=90))
    rule = compile_rule(catalog.rules["petition.reply_late"], catalog)
    rows = [r for r in ledger()["petition"] if r["petition_id"] == matter.number]
    case = Case(name="hosted", given={"petition": rows}, expect=[])
    bench = CaseBench(catalog, DuckDBBackend(threads=1))
    bench.prepare(rule, case, CaseFile(cases=(case,), as_of=DAY + timedelta(days=100)))
    assert [r["verdict"] for r in bench.result(rule.tree)] == ["flagged"]


def test_a_review_is_another_units_and_asked_in_time(li, others) -> None:
    (handler, head), (third, _reviewer) = others["b"], others["c"]
    matter = begin("petition", "道路积水", li)
    close(matter, "assign", li, to=handler.unit_id)
    for step in ("tell", "accept", "investigate"):
        close(matter, step, handler)
    close(matter, "reply", head)
    close(matter, "deliver", handler)
    close(matter, "ask", handler)
    with pytest.raises(ValidationError, match="最早可于 2026-07-01"):
        close(matter, "close", li, DAY + timedelta(days=29))  # thirty days to ask for a review
    with pytest.raises(ValidationError, match="期限已于"):
        close(matter, "review_request", li, DAY + timedelta(days=40), to=third.unit_id)
    assert state(matter, "review") == "waiting"
    close(matter, "review_request", li, DAY + timedelta(days=20), to=handler.unit_id)
    with pytest.raises(PermissionDenied, match="另一单位"):
        close(matter, "review", head, DAY + timedelta(days=25))
    with pytest.raises(ValidationError, match="先完成"):
        close(matter, "close", li, DAY + timedelta(days=80))


def test_a_request_counts_from_its_supplement_and_not_while_a_third_party_is_asked(
    li, zhao, person, units
) -> None:
    matter = begin("information_request", "某工程验收报告", li)
    close(matter, "unclear", li)
    close(matter, "notice", li, DAY + timedelta(days=3))
    with pytest.raises(ValidationError, match="先完成"):
        close(matter, "start", li, DAY + timedelta(days=4))
    close(matter, "correct", li, DAY + timedelta(days=8))
    assert close(matter, "start", li, DAY + timedelta(days=9)).happened_on == DAY + timedelta(
        days=8
    )
    close(matter, "consult", li, DAY + timedelta(days=10))
    assert next(p.clock for p in Course(matter, DAY).places if p.name == "answer").due is None
    close(matter, "opinion", li, DAY + timedelta(days=20), result="agree")
    matter.refresh_from_db()
    assert next(
        p.clock for p in Course(matter, DAY).places if p.name == "answer"
    ).due > DAY + timedelta(days=38)
    close(matter, "review", person("colleague", "handler", units[0]), DAY + timedelta(days=21))
    with pytest.raises(ValidationError, match="依据条款"):
        close(matter, "answer", zhao, DAY + timedelta(days=22), answer="refused")
    with pytest.raises(ValidationError, match="没有这个选项"):
        close(matter, "answer", zhao, DAY + timedelta(days=22), answer="whatever")
    close(
        matter,
        "answer",
        zhao,
        DAY + timedelta(days=22),
        answer="refused",
        answer_article="第十五条",
    )
    row = next(r for r in ledger()["information_request"] if r["request_id"] == matter.number)
    assert (row["corrected_on"], row["answer"], row["fee_fen"]) == (
        DAY + timedelta(days=8),
        "refused",
        None,
    )
    assert not any(r["matter_id"] == matter.number for r in ledger()["matter"])
    assert state(matter, "withdraw") == "skipped"


def test_a_withdrawn_request_ends_there(li) -> None:
    matter = begin("information_request", "某工程验收报告", li)
    close(matter, "withdraw", li, answer="withdrawn")
    matter.refresh_from_db()
    assert matter.state == Matter.State.DONE
    row = next(r for r in ledger()["information_request"] if r["request_id"] == matter.number)
    assert (row["answer"], row["answered_on"]) == ("withdrawn", DAY)


def test_the_visited_unit_knows_nothing_before_the_visit(li, zhao, others) -> None:
    seen, _head = others["b"]
    matter = begin("inspection_visit", "防汛值守", li)
    close(matter, "plan", li, place_unit=seen.unit_id, duty_day="2026-06-02")
    assert not Matter.objects.visible_to(seen).filter(pk=matter.pk).exists()
    close(matter, "visit", li, DAY + timedelta(days=1), problems=1, officers=2)
    assert Matter.objects.visible_to(seen).filter(pk=matter.pk).exists()
    close(matter, "explain", seen, DAY + timedelta(days=2))
    close(matter, "handle", zhao, DAY + timedelta(days=3), result="rectify")
    with pytest.raises(ValidationError, match="先完成"):
        close(matter, "close", li, DAY + timedelta(days=4))
    row = next(r for r in ledger()["inspection"] if r["inspection_id"] == matter.number)
    assert (row["unit_id"], row["kind"], row["problems"]) == (seen.unit_id, "unannounced", 1)


def test_the_respondent_does_not_take_part_in_the_review(li, zhao, others) -> None:
    respondent, _head = others["b"]
    own = begin(
        "reconsideration", "不服处罚", respondent, respondent=respondent.unit_id, is_major="no"
    )
    with pytest.raises(PermissionDenied, match="不能办理"):
        close(own, "accept", respondent)
    matter = begin("reconsideration", "不服处罚", li, respondent=respondent.unit_id, is_major="yes")
    close(matter, "supplement", li)
    with pytest.raises(ValidationError, match="先完成"):
        close(matter, "accept", li)
    close(matter, "supplemented", li, DAY + timedelta(days=6))
    assert not Matter.objects.get(pk=matter.pk).suspensions.filter(ended_on=None).exists()
    for step, user in (
        ("accept", li),
        ("copy", li),
        ("copy_receipt", respondent),
        ("reply", respondent),
        ("hear", li),
    ):
        close(matter, step, user, DAY + timedelta(days=8))
    with pytest.raises(ValidationError, match="先完成"):
        close(matter, "conclude", li, DAY + timedelta(days=9))  # a major case is heard
    close(matter, "hearing", li, DAY + timedelta(days=15), hosts=1, listeners=2)
    close(matter, "conclude", li, DAY + timedelta(days=16))
    close(matter, "decide", zhao, DAY + timedelta(days=17), decision="perform")
    close(matter, "deliver", li, DAY + timedelta(days=18))
    with pytest.raises(ValidationError, match="先完成"):
        close(matter, "close", li, DAY + timedelta(days=19))
    close(matter, "perform", respondent, DAY + timedelta(days=20))
    close(matter, "close", li, DAY + timedelta(days=20))
    row = next(r for r in ledger()["reconsideration"] if r["case_no"] == matter.number)
    assert (row["track"], row["is_major"], row["hearing_listeners"], row["performed_on"]) == (
        "ordinary", True, 2, DAY + timedelta(days=20))  # fmt: skip


def test_everybody_reads_the_guide_of_what_people_apply_for_and_nothing_else(
    client, li, enter
) -> None:
    listing = client.get("/matters/guide/").content.decode()
    for name, desk in desks().items():
        page = client.get(f"/matters/guide/{name}/")
        assert page.status_code == (200 if desk.public else 404), name
        assert (f"/matters/guide/{name}/" in listing) == desk.public
    page = client.get("/matters/guide/petition/").content.decode()
    assert page.count('class="flow-box') == len(desks()["petition"].steps)
    assert "自“受理”起60日" in page
    assert "《信访工作条例》" in page
    assert enter(li).get("/matters/guide/inspection_visit/").status_code == 200
