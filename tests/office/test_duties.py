"""Duties: filled from records, tasks proven and spot-checked, assessments appealed to another person."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office.conftest import TODAY

from hengjian.office.accounts.models import Unit, User
from hengjian.office.desk.models import Notice
from hengjian.office.duties import actions, judging, ledger, overview
from hengjian.office.duties.models import (
    Assessment,
    Edition,
    Line,
    Meeting,
    Record,
    Requirement,
    Study,
    Task,
    Use,
)
from hengjian.office.duties.proofs import prove
from hengjian.office.duties.terms import ListEntry, duty_lists
from hengjian.office.findings.models import Finding
from hengjian.office.ledgers import deliver_ledger

SOON = TODAY + timedelta(days=20)
RESULTS = "地区,得分,名次\n衡安区,91.5,2\n临江区,93,1\n东陵区,91.5,2\n云溪县,80.25,4"
EDITION = {"title": "社会测评", "scope": "province", "year": 2025, "published_on": date(2025, 12, 1), "document": "通报1号"}  # fmt: skip


def proof(name: str = "纪要.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"proof", "text/plain")


@pytest.fixture
def unit(units: tuple[str, str]) -> Unit:
    """Unit A."""
    return Unit.objects.get(pk=units[0])


@pytest.fixture
def planned(unit: Unit, zhao: User) -> list[Line]:
    """This year's plan of unit A."""
    return actions.make_plan(unit, TODAY.year, {"head": "赵"}, acting_user=zhao)


def line(entry: str, part: int = 1) -> Line:
    return Line.objects.get(post="head", entry=entry, part=part)


def met(unit: Unit, user: User, held_on: date, kind: str = "leadership") -> Meeting:
    data = {"kind": kind, "title": "班子会", "held_on": held_on}
    return actions.hold_meeting(unit, data, acting_user=user, on_day=TODAY)


def studied(unit: Unit, user: User, held_on: date) -> Study:
    data = {"kind": "governance", "topic": "专题研究", "held_on": held_on}
    return actions.study(unit, data, [proof()], acting_user=user, on_day=TODAY)


def assigned(unit: Unit, user: User, rule: str = "") -> Task:
    return actions.assign([unit], "压缩时限", SOON, owner="李", rule=rule, acting_user=user, on_day=TODAY)[0]  # fmt: skip


# Lists and plans ----------------------------------------------------------------------------------


def test_every_list_has_both_sides_and_known_sources():
    assert {"head", "deputy", "group"} <= set(duty_lists())
    assert all(e.business and e.integrity for d in duty_lists().values() for e in d.entries.values())  # fmt: skip


def test_parts_of_the_year_meet_without_gaps():
    entry = ListEntry(kind="check", business="b", integrity="i", parts=4)
    spans = entry.spans(2024)
    assert spans[0][0] == date(2024, 1, 1)
    assert spans[-1][1] == date(2024, 12, 31)
    assert all(b + timedelta(days=1) == a for (_x, b), (a, _y) in itertools.pairwise(spans))  # fmt: skip
    early = ListEntry(kind="deploy", business="b", integrity="i", parts=1, due="03-31")
    assert early.spans(2025) == [(date(2025, 1, 1), date(2025, 3, 31))]


def test_a_plan_is_made_once(planned, unit, zhao):
    assert len(planned) == sum(len(e.spans(2025)) for d in duty_lists().values() for e in d.entries.values())  # fmt: skip
    with pytest.raises(ValidationError):
        actions.make_plan(unit, TODAY.year, {}, acting_user=zhao)
    assert line("study").holder == "赵"


# Filled from records ------------------------------------------------------------------------------


def test_records_of_the_ledgers_prove_both_sides(planned, unit, zhao):
    first = line("study")
    met(unit, zhao, first.starts_on)
    found = prove([first], zhao)[0]
    assert [p.source for p in found.business] == ["leadership_meeting"]
    assert found.business[0].url.startswith("/duties/meetings/")
    assert found.state(first.due_day + timedelta(days=1)) == "half"
    studied(unit, zhao, first.due_day if first.due_day <= TODAY else first.starts_on)
    assert prove([first], zhao)[0].state(first.due_day + timedelta(days=1)) == "both"


def test_records_outside_of_the_part_do_not_count(planned, unit, zhao):
    first = line("study")
    met(unit, zhao, first.starts_on - timedelta(days=1))
    found = prove([first], zhao)[0]
    assert not found.business
    assert found.state(first.due_day) == "due"
    assert found.state(first.due_day + timedelta(days=1)) == "missing"
    assert found.state(first.starts_on - timedelta(days=1)) == "later"


def test_another_units_meeting_proves_nothing_here(planned, units, zhao, person):
    other = person("other", "head", units[1])
    met(Unit.objects.get(pk=units[1]), other, line("study").starts_on)
    assert not prove([line("study")], zhao)[0].business


def test_records_of_the_lake_prove_with_their_source(planned, unit, zhao, monkeypatch):
    first = line("check")
    rows = [{"unit_id": unit.pk, "kind": "special", "subject": "窗口", "started_on": first.starts_on},
            {"unit_id": unit.pk, "kind": "random", "subject": "x", "started_on": first.starts_on}]  # fmt: skip
    monkeypatch.setattr(
        "hengjian.office.duties.proofs.records",
        lambda t, _w, _n: rows if t == "inspection" else [],
    )
    from hengjian.office.duties import proofs

    proofs._delivered.cache_clear()
    found = prove([first], zhao)[0]
    proofs._delivered.cache_clear()
    assert [(p.source, p.text) for p in found.business] == [("inspected", "窗口")]


def test_a_written_record_needs_a_proof_and_a_day_that_was(planned, zhao):
    report = line("report")
    for day, files in ((TODAY, []), (TODAY + timedelta(days=1), [proof()]), (report.starts_on - timedelta(days=1), [proof()])):  # fmt: skip
        with pytest.raises(ValidationError):
            actions.write_record(report, "both", day, "述责述廉", files, acting_user=zhao, on_day=TODAY)  # fmt: skip
    actions.write_record(report, "both", TODAY, "述责述廉", [proof()], acting_user=zhao, on_day=TODAY)  # fmt: skip
    assert prove([report], zhao)[0].state(TODAY) == "both"
    assert Record.objects.get().by == zhao


def test_the_overview_counts_what_the_unit_page_shows(planned, unit, zhao, zhang):
    met(unit, zhao, TODAY)
    own = overview.counted(overview.lines_of(zhao, TODAY.year, unit.pk), TODAY)
    rows = overview.by_unit(zhang, TODAY.year, TODAY)
    assert rows[0].unit == unit
    assert rows[0].counts == own
    assert sum(r.planned for r in rows) == len(planned)


# Tasks ----------------------------------------------------------------------------------------------


def test_a_decision_becomes_a_task_reported_with_proof_and_checked(unit, zhao, zhang):
    decision = actions.decide(met(unit, zhao, TODAY), "清理超期", needs_task=True, acting_user=zhao)
    task = actions.assign([unit], "清理", SOON, owner="李", decision=decision, acting_user=zhao, on_day=TODAY)[0]  # fmt: skip
    assert Notice.objects.filter(to=zhao, task="duties.report", done_at__isnull=True).exists()
    with pytest.raises(ValidationError, match="佐证"):
        actions.report_done(task, "已完成", [], acting_user=zhao, revision=0, on_day=TODAY)
    actions.report_done(task, "已完成", [proof()], acting_user=zhao, revision=0, on_day=TODAY)
    assert not Notice.objects.filter(task="duties.report", done_at__isnull=True).exists()
    with pytest.raises(actions.ChangedMeanwhile):
        actions.spot_check(task, True, "看了", acting_user=zhang, revision=0, on_day=TODAY)
    with pytest.raises(PermissionDenied):
        actions.spot_check(task, True, "看了", acting_user=zhao, revision=1, on_day=TODAY)
    actions.spot_check(task, True, "看了二十件", acting_user=zhang, revision=1, on_day=TODAY)
    assert Task.objects.get().state == Task.State.EFFECTIVE


def test_findings_that_did_not_fall_are_no_effect_whatever_the_words(finding, unit, zhao, zhang):
    task = assigned(unit, zhang, finding.rule)
    assert task.findings_before >= 1
    actions.report_done(task, "已整改", [proof()], acting_user=zhao, revision=0, on_day=TODAY)
    actions.spot_check(task, True, "单位说好了", acting_user=zhang, revision=1, on_day=TODAY)
    task.refresh_from_db()
    assert task.state == Task.State.NO_EFFECT
    Finding.objects.filter(unit=unit, rule=finding.rule).update(engine_state="gone")
    actions.report_done(task, "重新整改", [proof()], acting_user=zhao, revision=2, on_day=TODAY)
    actions.spot_check(task, True, "确实好了", acting_user=zhang, revision=3, on_day=TODAY)
    task.refresh_from_db()
    assert (task.state, task.findings_after) == (Task.State.EFFECTIVE, 0)


def test_a_requirement_is_split_among_units(units, zhang):
    demand = actions.require({"issuer": "省政府", "title": "整治", "received_on": TODAY}, acting_user=zhang)  # fmt: skip
    both = Unit.objects.filter(pk__in=units)
    made = actions.assign(both, "整治", SOON, owner="甲", requirement=demand, acting_user=zhang, on_day=TODAY)  # fmt: skip
    assert {t.unit_id for t in made} == set(units)
    for chosen, due in ((both, TODAY), ([], SOON)):
        with pytest.raises(ValidationError):
            actions.assign(chosen, "整治", due, owner="甲", acting_user=zhang, on_day=TODAY)


# Survey ----------------------------------------------------------------------------------------------


def test_a_survey_needs_its_document_and_the_own_place(zhang):
    made = judging.publish_survey(EDITION, RESULTS, proof(), own="衡安区", acting_user=zhang)
    own = made.results.get(is_own=True)
    assert (own.rank, own.score) == (2, Decimal("91.5"))
    for file, own_name, text in ((None, "衡安区", RESULTS), (proof(), "别处", RESULTS), (proof(), "衡安区", "衡安区,,"), (proof(), "衡安区", "衡安区,9,1"), (proof(), "衡安区", "衡安区,x,y\n临江区,1,2")):  # fmt: skip
        with pytest.raises(ValidationError):
            judging.publish_survey(EDITION, text, file, own=own_name, acting_user=zhang)


# Assessment ------------------------------------------------------------------------------------------

GRADES = {"year": TODAY.year, "business_grade": "good", "integrity_grade": "basic", "reasons": "两项整改逾期", "use_due_day": SOON}  # fmt: skip


def test_an_appeal_is_decided_by_another_person(unit, chief, zhao, person):
    given = judging.assess(unit, GRADES, acting_user=chief, on_day=TODAY)
    with pytest.raises(ValidationError):  # once a year
        judging.assess(unit, GRADES, acting_user=chief, on_day=TODAY)
    judging.appeal(given, "记录已补报", acting_user=zhao, revision=0, on_day=TODAY)
    answer = {"decision": "属实", "business_grade": "", "integrity_grade": "good"}
    with pytest.raises(PermissionDenied):
        judging.decide_appeal(given, answer, acting_user=chief, revision=1, on_day=TODAY)
    with pytest.raises(ValidationError):  # not used while the appeal waits
        judging.use(given, "bulletin", TODAY, "通报", acting_user=chief, on_day=TODAY)
    leader = person("leader", "leader")
    judging.decide_appeal(given, answer, acting_user=leader, revision=1, on_day=TODAY)
    given.refresh_from_db()
    assert (given.state, given.integrity_grade, given.business_grade) == ("changed", "good", "good")
    judging.use(given, "reward", TODAY, "表扬", acting_user=chief, on_day=TODAY)
    assert Use.objects.get().kind == "reward"


def test_no_reason_no_grade(unit, chief):
    with pytest.raises(ValidationError):
        judging.assess(unit, {**GRADES, "reasons": " "}, acting_user=chief, on_day=TODAY)
    assert not Assessment.objects.exists()


def test_nothing_counts_log_ins():
    """No points for log-ins, no check-ins: no table here has such a column."""
    names = {f.name for m in (Line, Record, Meeting, Study, Task, Assessment, Use) for f in m._meta.get_fields()}  # fmt: skip
    assert not {n for n in names if "login" in n or "point" in n or "score" in n or "visit" in n}


# Ledger and trail --------------------------------------------------------------------------------------


def test_the_ledger_fits_the_data_standard(planned, unit, zhao, zhang, chief):
    meeting = met(unit, zhao, TODAY)
    actions.add_statement(meeting, "甲局", "交流", acting_user=zhao)
    decision = actions.decide(meeting, "清理", needs_task=True, acting_user=zhao)
    actions.assign([unit], "清理", SOON, owner="李", decision=decision, acting_user=zhao, on_day=TODAY)  # fmt: skip
    studied(unit, zhao, TODAY)
    judging.publish_survey(EDITION, RESULTS, proof(), own="衡安区", acting_user=zhang)
    judging.assess(unit, GRADES, acting_user=chief, on_day=TODAY)
    tables = ledger.ledger()
    assert all(deliver_ledger(table, rows) == len(rows) > 0 for table, rows in tables.items())
    assert {r["side"] for r in tables["duty_record"]} == {"business", "integrity"}


# Pages ----------------------------------------------------------------------------------------------


@pytest.fixture
def everything(planned, unit, zhao, zhang, chief) -> dict[str, Any]:
    """One of each thing of unit A."""
    meeting = met(unit, zhao, TODAY)
    given = judging.assess(unit, GRADES, acting_user=chief, on_day=TODAY)
    return {"lines": planned[0], "meetings": meeting, "tasks": assigned(unit, zhang), "studies": studied(unit, zhao, TODAY), "assessments": given}  # fmt: skip


def test_another_unit_sees_nothing(everything, units, person, enter):
    wang = enter(person("wang", "head", units[1]))
    for part, row in everything.items():
        assert wang.get(f"/duties/{part}/{row.pk}/").status_code == 404, part
        assert wang.post(f"/duties/{part}/{row.pk}/", {"part": "decision"}).status_code == 404, part
    assert wang.get(f"/duties/?unit={units[0]}").status_code == 404
    assert wang.post(f"/duties/tasks/{everything['tasks'].pk}/do/report/", {"revision": 0}).status_code == 404  # fmt: skip
    assert wang.post("/duties/plan/", {"unit": units[0], "year": TODAY.year}).status_code == 404
    for part in ("meetings", "tasks", "studies", "assessments"):
        assert Unit.objects.get(pk=units[0]).name not in wang.get(f"/duties/{part}/").content.decode()  # fmt: skip


def test_the_own_unit_and_the_district_see_it(everything, zhao, zhang, enter):
    for user in (zhao, zhang):
        client = enter(user)
        for part, row in everything.items():
            assert client.get(f"/duties/{part}/{row.pk}/").status_code == 200, part
        for page in ("", "lists/", "meetings/", "tasks/", "studies/", "surveys/", "assessments/"):
            assert client.get(f"/duties/{page}").status_code == 200, page


def test_pages_carry_a_meeting_to_a_checked_task(unit, zhao, zhang, enter):
    head, analyst = enter(zhao), enter(zhang)
    data = {"unit": unit.pk, "kind": "leadership", "title": "班子会", "held_on": TODAY.isoformat()}
    assert head.post("/duties/meetings/new/", {**data, "held_on": SOON.isoformat()}).status_code == 422  # fmt: skip
    page = head.post("/duties/meetings/new/", data)["Location"]
    head.post(page, {"part": "decision", "decision-text": "清理超期", "decision-needs_task": "on"})
    assert "还没有任务" in head.get(page).content.decode()
    decision = Meeting.objects.get().decisions.get()
    head.post(page, {"part": "task", "decision": decision.pk, "task-title": "清理", "task-units": [unit.pk],
                     "task-owner": "李", "task-due_day": SOON.isoformat()})  # fmt: skip
    task = Task.objects.get()
    url = f"/duties/tasks/{task.pk}/"
    assert head.post(f"{url}do/report/", {"revision": 0, "text": "好了"}).status_code == 422
    head.post(f"{url}do/report/", {"revision": 0, "text": "好了", "proofs": proof()})
    assert head.post(f"{url}do/check/", {"revision": 1, "text": "x", "effective": "yes"}).status_code == 404  # fmt: skip
    analyst.post(f"{url}do/check/", {"revision": 1, "text": "看了现场", "effective": "no"})
    task.refresh_from_db()
    assert task.state == Task.State.NO_EFFECT
    assert "没有效果" in analyst.get("/duties/").content.decode()


def test_the_plan_page_and_a_written_record(unit, zhao, enter):
    client = enter(zhao)
    assert "生成年度计划" in client.get("/duties/").content.decode()
    client.post("/duties/plan/", {"unit": unit.pk, "year": TODAY.year, "holder_head": "赵"})
    report = line("report")
    url = f"/duties/lines/{report.pk}/"
    data = {"side": "both", "happened_on": TODAY.isoformat(), "text": "述责述廉"}
    assert client.post(url, data).status_code == 422
    assert client.post(url, {**data, "proofs": proof()}).status_code == 302
    assert "述责述廉" in client.get(url).content.decode()


def test_requirements_are_for_the_district(unit, zhao, zhang, enter):
    assert enter(zhao).get("/duties/requirements/new/").status_code == 404
    client = enter(zhang)
    data = {"issuer": "省政府", "title": "整治", "received_on": TODAY.isoformat()}
    page = client.post("/duties/requirements/new/", data)["Location"]
    client.post(page, {"title": "整治", "units": [unit.pk], "owner": "甲", "due_day": SOON.isoformat()})  # fmt: skip
    assert Requirement.objects.get().tasks.count() == 1
    assert enter(zhao).get(page).status_code == 404


def test_survey_and_assessment_pages(unit, zhao, zhang, chief, person: Callable[..., User], enter):
    client = enter(zhang)
    data = {**EDITION, "published_on": "2025-12-01", "own": "衡安区", "text": RESULTS, "file": proof("通报.txt")}  # fmt: skip
    page = client.post("/duties/surveys/new/", data)["Location"]
    assert "并列" in client.get(page).content.decode()
    assert client.post("/duties/surveys/new/", {**data, "file": proof()}).status_code == 422
    assert Edition.objects.count() == 1
    assert "91.5" in enter(zhao).get("/duties/surveys/").content.decode()
    given = {**GRADES, "unit": unit.pk, "use_due_day": SOON.isoformat()}
    page = enter(chief).post("/duties/assessments/new/", given)["Location"]
    enter(zhao).post(f"{page}do/appeal/", {"revision": 0, "text": "请复核"})
    refused = enter(chief).post(f"{page}do/decide/", {"revision": 1, "decision": "维持"})
    assert refused.status_code == 422
    enter(person("leader", "leader")).post(f"{page}do/decide/", {"revision": 1, "decision": "维持"})
    assert Assessment.objects.get().state == Assessment.State.UPHELD
    enter(chief).post(f"{page}do/use/", {"kind": "bulletin", "used_on": TODAY.isoformat(), "text": "通报"})  # fmt: skip
    assert Use.objects.count() == 1
