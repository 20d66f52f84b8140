"""Rectification: each step by the right person, closed only after an independent check; disputes, look-back, sweeps."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hengjian.office.accounts.actions import declare_recusal, grant_role
from hengjian.office.clocks.models import Clock
from hengjian.office.clocks.tick import tick
from hengjian.office.desk.models import Notice
from hengjian.office.documents.models import Document
from hengjian.office.files.models import StoredFile
from hengjian.office.findings.models import Finding, Label
from hengjian.office.rectification import actions, afterwards, sweeps
from hengjian.office.rectification.models import Item, Rectification, Step, Sweep
from hengjian.office.rectification.states import ChangedMeanwhile
from hengjian.office.trail.models import Entry
from hengjian.office.trail.rows import check_rows


def proof(name: str = "纪要.txt", text: str = "已改") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture
def opened(zhang, finding, li, zhao, day) -> Rectification:
    """Opened by the analyst; li and zhao of the unit are told."""
    return actions.open_rectification([finding], title="合同签订超期", demand="补签并完善制度",
                                      due_day=day + timedelta(days=60), acting_user=zhang, on_day=day)  # fmt: skip


@pytest.fixture
def doing(opened, li, zhao, day) -> Rectification:
    return actions.plan(opened, cause="process", cause_text="", measure="设台账", owner=zhao,
                        acting_user=li, revision=0, on_day=day)  # fmt: skip


@pytest.fixture
def submitted(doing, li, day) -> Rectification:
    return actions.submit(doing, "已补签", [proof()], acting_user=li, revision=1, on_day=day)


@pytest.fixture
def closed(submitted, chief, day) -> Rectification:
    return actions.check(submitted, True, "核对合同原件", method="record", acting_user=chief, revision=2, on_day=day)  # fmt: skip


def running(x: Rectification) -> set[str]:
    rows = Clock.objects.filter(about=f"rectification.rectification:{x.pk}", state="running")
    return set(rows.values_list("name", flat=True))


def waiting(user, task: str) -> int:
    return Notice.objects.filter(to=user, task=task, done_at=None).count()


def test_opening_takes_the_finding_over(opened, finding, li, zhao, wang):
    finding.refresh_from_db()
    assert finding.status == "rectifying"
    assert Label.objects.get(finding=finding).confirmed
    assert running(opened) == {"rectification", "rectification_plan"}
    assert (waiting(li, "rectification.plan"), waiting(zhao, "rectification.plan")) == (1, 1)
    assert not Notice.objects.filter(to=wang).exists()


def test_the_whole_course(closed, finding, li, zhao, chief, day):
    finding.refresh_from_db()
    assert (closed.state, finding.status) == ("closed", "rectified")
    assert [s.kind for s in closed.steps.all()] == ["submitted", "passed"]
    assert running(closed) == {"look_back"}
    assert closed.look_back_day == day + timedelta(days=90)
    assert not Notice.objects.filter(done_at=None).exclude(task="").exists()
    afterwards.look_back(closed, True, "制度仍在执行", acting_user=chief, revision=3, on_day=day)
    assert running(closed) == set()
    assert check_rows().wrong == []


@pytest.mark.parametrize(
    "act", ["plan_again", "check_early", "close_twice", "submit_twice", "look_early"]
)
def test_steps_out_of_order_are_refused(act, submitted, zhao, li, chief, day):
    x = submitted
    early = {
        "plan_again": lambda: actions.plan(x, cause="process", cause_text="", measure="m", owner=zhao,
                                           acting_user=li, revision=2, on_day=day),
        "submit_twice": lambda: actions.submit(x, "又报", [proof()], acting_user=li, revision=2, on_day=day),
        "look_early": lambda: afterwards.look_back(x, True, "看", acting_user=chief, revision=2, on_day=day),
        "check_early": lambda: actions.check(returned(x, chief, day), True, "过", method="site",
                                             acting_user=chief, revision=3, on_day=day),
        "close_twice": lambda: [actions.check(x, True, "过", method="site", acting_user=chief,
                                              revision=None, on_day=day) for _ in range(2)],
    }  # fmt: skip
    with pytest.raises(ValidationError):
        early[act]()


def returned(x, chief, day) -> Rectification:
    return actions.check(x, False, "缺合同原件", method="record", acting_user=chief, revision=2, on_day=day)  # fmt: skip


def test_a_return_says_why_and_runs_the_clock_again(submitted, chief, li, finding, day):
    x = returned(submitted, chief, day)
    finding.refresh_from_db()
    assert (x.state, x.returns, finding.status) == ("doing", 1, "rectifying")
    assert running(x) == {"rectification"}
    assert waiting(li, "rectification.submit") == 1
    assert x.steps.last().text == "缺合同原件"


def test_who_had_a_hand_in_it_cannot_check(submitted, li, zhao, person, day):
    for user in (li, zhao):  # li reported, zhao owns
        grant_role(user, "auditor", starts_on=day, ends_on=day, acting_user=None)
        with pytest.raises(PermissionDenied):
            actions.check(submitted, True, "过", method="record", acting_user=user, revision=2, on_day=day)  # fmt: skip
    colleague = person("qian", "auditor")
    colleague.unit_id = submitted.unit_id
    with pytest.raises(PermissionDenied):
        actions.check(submitted, True, "过", method="record", acting_user=colleague, revision=2, on_day=day)  # fmt: skip
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_who_acts_for_the_owner_cannot_check(submitted, zhao, person, day):
    deputy = person("deputy", "analyst")
    deputy.grants.create(role="head", unit_id=submitted.unit_id, starts_on=day, ends_on=day, on_behalf_of=zhao)  # fmt: skip
    with pytest.raises(PermissionDenied):
        actions.check(submitted, True, "过", method="record", acting_user=deputy, revision=2, on_day=day)  # fmt: skip


def test_no_report_without_proof(doing, li, day):
    with pytest.raises(ValidationError, match="佐证"):
        actions.submit(doing, "已改", [], acting_user=li, revision=1, on_day=day)
    doing.refresh_from_db()
    assert (doing.state, doing.revision, doing.steps.count()) == ("doing", 1, 0)
    with pytest.raises(ValidationError):
        actions.submit(doing, "已改", [proof("x.exe")], acting_user=li, revision=1, on_day=day)
    assert not StoredFile.objects.exists()


def test_proof_is_versioned_and_hashed(submitted, chief, li, day):
    x = returned(submitted, chief, day)
    actions.submit(x, "补了原件", [proof(text="第二版")], acting_user=li, revision=3, on_day=day)
    files = StoredFile.objects.filter(about=f"rectification.rectification:{x.pk}").order_by(
        "version"
    )
    assert [f.version for f in files] == [1, 2]
    assert len({f.sha256 for f in files}) == 2


def test_who_comes_second_is_told(opened, li, zhao, day):
    for user, outcome in ((li, "ok"), (zhao, "late")):
        stale = Rectification.objects.get(pk=opened.pk)
        if outcome == "ok":
            actions.plan(stale, cause="duty", cause_text="", measure="m", owner=zhao, acting_user=user, revision=0, on_day=day)  # fmt: skip
        else:
            with pytest.raises(ChangedMeanwhile):
                actions.plan(stale, cause="skill", cause_text="", measure="n", owner=zhao, acting_user=user, revision=0, on_day=day)  # fmt: skip
    opened.refresh_from_db()
    assert opened.cause == "duty"


def test_one_finding_one_running_rectification(opened, finding, zhang, day):
    with pytest.raises(ValidationError):
        actions.open_rectification([finding], title="又一项", demand="d", due_day=day + timedelta(9),
                                   acting_user=zhang, on_day=day)  # fmt: skip
    assert Item.objects.count() == 1


def test_findings_of_two_units_do_not_mix(units, zhang, day):
    mixed = [Finding.objects.filter(unit_id=u, verdict="flagged", status="open").first() for u in units]  # fmt: skip
    with pytest.raises(ValidationError, match="同一单位"):
        actions.open_rectification(mixed, title="t", demand="d", due_day=day + timedelta(9), acting_user=zhang, on_day=day)  # fmt: skip


def test_the_owner_must_be_of_the_unit(opened, li, wang, day):
    with pytest.raises(ValidationError, match="责任人"):
        actions.plan(opened, cause="duty", cause_text="", measure="m", owner=wang, acting_user=li, revision=0, on_day=day)  # fmt: skip


def test_a_sustained_dispute_withdraws_and_clears(doing, zhao, zhang, chief, finding, day):
    raised = afterwards.dispute(doing, "不属我局职责", acting_user=zhao, revision=1, on_day=day)
    assert waiting(chief, "rectification.decide") == 1
    for user in (zhang, zhao):  # who opened, who raised
        with pytest.raises(PermissionDenied):
            afterwards.decide(raised, True, "成立", acting_user=user, revision=2, on_day=day)
    afterwards.decide(raised, True, "确非其职责", acting_user=chief, revision=2, on_day=day)
    doing.refresh_from_db()
    finding.refresh_from_db()
    assert (doing.state, finding.status) == ("withdrawn", "rejected")
    assert not Label.objects.get(finding=finding).confirmed
    assert running(doing) == set()
    assert check_rows().wrong == []


def test_a_dismissed_dispute_goes_on(submitted, zhao, chief, day):
    raised = afterwards.dispute(submitted, "期限过短", acting_user=zhao, revision=2, on_day=day)
    with pytest.raises(ValidationError, match="异议"):
        actions.check(submitted, True, "过", method="record", acting_user=chief, revision=3, on_day=day)  # fmt: skip
    afterwards.decide(raised, False, "期限合理", acting_user=chief, revision=3, on_day=day)
    assert actions.check(submitted, True, "过", method="record", acting_user=chief, revision=4, on_day=day).state == "closed"  # fmt: skip


def test_a_relapse_takes_it_up_again(closed, finding, chief, li, day):
    x = afterwards.look_back(closed, False, "又超期", acting_user=chief, revision=3, on_day=day)
    finding.refresh_from_db()
    assert (x.state, x.look_back, finding.status) == ("doing", "relapsed", "rectifying")
    assert running(x) == {"rectification"}
    again = actions.submit(x, "再改", [proof("b.txt")], acting_user=li, revision=4, on_day=day)
    done = actions.check(
        again, True, "过", method="site", acting_user=chief, revision=5, on_day=day
    )
    assert (done.state, done.look_back) == ("closed", "")


@pytest.mark.parametrize("own_way", [{"status": "lenient"}, {"held": True}])
def test_closing_leaves_findings_that_went_their_own_way(own_way, submitted, finding, chief, day):
    Finding.objects.filter(pk=finding.pk).update(**own_way)
    x = actions.check(submitted, True, "过", method="record", acting_user=chief, revision=2, on_day=day)  # fmt: skip
    finding.refresh_from_db()
    assert x.state == "closed"
    assert finding.status == own_way.get("status", "rectifying")


def test_escalation_reaches_the_head_once(doing, zhao, day):
    late = doing.due_day + timedelta(days=1)
    for _ in range(2):
        tick(late)
    assert Notice.objects.filter(to=zhao, title__startswith="整改已逾期").count() == 1


def test_another_unit_finds_nothing(enter, wang, submitted):
    client = enter(wang)
    file = StoredFile.objects.get()
    for address in (f"/rectification/{submitted.pk}/", f"/files/{file.pk}/"):
        assert client.get(address).status_code == 404
    assert (
        client.post(f"/rectification/{submitted.pk}/do/submit/", {"revision": 2}).status_code == 404
    )
    for address in ("/rectification/", f"/rectification/?unit={submitted.unit_id}&q=合同"):
        assert submitted.title not in client.get(address).content.decode()
    cells = sheet(client.get("/rectification/export.xlsx"))
    assert len(cells) == 1


def sheet(answer) -> list[tuple]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return list(book.active.iter_rows(values_only=True))


def test_a_recused_checker_sees_and_hears_nothing(person, enter, zhang, finding, li, zhao, day):
    recused = person("shen", "chief")
    declare_recusal(recused, "unit", finding.unit_id, "亲属任职", acting_user=recused)
    x = actions.open_rectification([finding], title="事项", demand="d", due_day=day + timedelta(9), acting_user=zhang, on_day=day)  # fmt: skip
    x = actions.plan(x, cause="duty", cause_text="", measure="m", owner=zhao, acting_user=li, revision=0, on_day=day)  # fmt: skip
    actions.submit(x, "报", [proof()], acting_user=li, revision=1, on_day=day)
    assert not Notice.objects.filter(to=recused).exists()
    assert enter(recused).get(f"/rectification/{x.pk}/").status_code == 404


def test_a_recusal_from_the_person_hides_the_rectification(zhang, opened, finding):
    Finding.objects.filter(pk=finding.pk).update(person="P-77")
    assert Rectification.objects.visible_to(zhang).filter(pk=opened.pk).exists()
    declare_recusal(zhang, "person", "P-77", "配偶", acting_user=zhang)
    fresh = type(zhang).objects.get(pk=zhang.pk)
    assert not Rectification.objects.visible_to(fresh).filter(pk=opened.pk).exists()


def test_formulas_and_scripts_are_text(opened, enter, li, chief, day, zhao):
    nasty = '=HYPERLINK("http://x") <script>alert(1)</script>'
    actions.plan(opened, cause="duty", cause_text=nasty, measure=nasty, owner=zhao, acting_user=li, revision=0, on_day=day)  # fmt: skip
    client = enter(chief)
    page = client.get(f"/rectification/{opened.pk}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    rows = sheet(client.get("/rectification/export.xlsx"))
    assert nasty in rows[1]


def test_from_finding_to_closing_through_the_pages(enter, zhang, chief, li, zhao, finding, day):
    office, unit, other = enter(zhang), enter(li), enter(chief)
    assert (
        finding.sentence
        in office.get(f"/rectification/open/?finding={finding.pk}").content.decode()
    )
    due = (day + timedelta(days=30)).isoformat()
    answer = office.post("/rectification/open/", {"pick": f"{finding.pk}:{finding.revision}", "title": "事项",
                                                 "demand": "限期改正", "due_day": due, "notice": "on"})  # fmt: skip
    x = Rectification.objects.get()
    letter = Document.objects.get()
    assert answer.headers["Location"] == f"/documents/{letter.pk}/"
    assert "限期改正" in letter.body
    page = f"/rectification/{x.pk}/"
    assert "制定整改方案" in unit.get(page).content.decode()
    unit.post(
        f"{page}do/plan/", {"revision": 0, "cause": "duty", "measure": "培训", "owner": zhao.pk}
    )
    refused = unit.post(f"{page}do/submit/", {"revision": 1, "text": "已改"})
    assert (refused.status_code, "请上传佐证材料" in refused.content.decode()) == (422, True)
    unit.post(
        f"{page}do/submit/",
        {"revision": 1, "text": "已改", "proofs": [proof(), proof("照片说明.txt")]},
    )
    assert unit.post(f"{page}do/check/", {"revision": 2}).status_code == 404
    other.post(
        f"{page}do/check/", {"revision": 2, "passed": "yes", "method": "record", "text": "已核"}
    )
    x.refresh_from_db()
    assert (x.state, x.closed_by) == ("closed", chief)
    assert StoredFile.objects.filter(purpose="proof").count() == 2
    assert "已销号" in unit.get("/rectification/").content.decode()


def test_a_stale_page_is_told_and_changes_nothing(enter, li, zhao, opened):
    client = enter(li)
    data = {"revision": 0, "cause": "duty", "measure": "甲", "owner": zhao.pk}
    client.post(f"/rectification/{opened.pk}/do/plan/", data)
    answer = client.post(
        f"/rectification/{opened.pk}/do/replan/", data | {"measure": "乙"}, follow=True
    )
    assert "已被他人处理" in answer.content.decode()
    opened.refresh_from_db()
    assert opened.measure == "甲"


@pytest.fixture
def rule(finding):
    """A rule that fires in several units, and a unit where it does."""
    from django.db.models import Count

    rows = (
        Finding.objects.filter(verdict="flagged", status="open", unit__isnull=False, engine_state__in=sweeps.CURRENT)
        .values("rule").annotate(n=Count("unit", distinct=True)).order_by("-n", "rule")
    )  # fmt: skip
    return Finding.objects.filter(rule=rows[0]["rule"], verdict="flagged", status="open").order_by("pk").first()  # fmt: skip


def test_a_sweep_lists_the_other_units(enter, zhang, rule):
    client = enter(zhang)
    assert (
        "留存清单" in client.get(f"/rectification/sweeps/new/?finding={rule.pk}").content.decode()
    )
    assert not Sweep.objects.exists()
    answer = client.post(f"/rectification/sweeps/of/{rule.pk}/")
    sweep = Sweep.objects.get()
    assert answer.headers["Location"] == f"/rectification/sweeps/{sweep.pk}/"
    wanted = sweeps.same_rule(zhang, rule.rule, rule.unit_id)
    assert sweep.found == wanted.count() > 0
    assert (sweep.made_by, sweep.except_unit_id) == (zhang, rule.unit_id)
    groups = sweeps.by_unit(sweep, zhang)
    assert {g.unit.pk for g in groups} == set(wanted.values_list("unit_id", flat=True))
    assert rule.unit_id not in {g.unit.pk for g in groups}
    page = client.get(f"/rectification/sweeps/{sweep.pk}/").content.decode()
    assert all(g.unit.name in page for g in groups)
    assert (
        len(sheet(client.get(f"/rectification/sweeps/{sweep.pk}/export.xlsx"))) == sweep.found + 1
    )


def test_a_sweep_asks_all_at_once_and_names_the_refused(enter, zhang, rule):
    client = enter(zhang)
    client.post(f"/rectification/sweeps/of/{rule.pk}/")
    sweep = Sweep.objects.get()
    picked = [r.finding_id for r in sweep.rows.filter(finding__status="open")][:5]
    Finding.objects.filter(pk=picked[0]).update(status="rejected")
    answer = client.post(f"/rectification/sweeps/{sweep.pk}/ask/",
                         {"text": "请自查", "pick": [*picked, rule.pk]}, follow=True)  # fmt: skip
    asked = Finding.objects.filter(pk__in=picked, status="asked")
    assert asked.count() == len(picked) - 1
    page = answer.content.decode()
    assert picked[0] in page
    assert "不在本次清单中" in page
    assert sweep.rows.filter(asked_by=zhang).count() == len(picked) - 1
    assert Entry.objects.filter(action="findings.asked").count() == len(picked) - 1
    assert check_rows().wrong == [] or all(w.object_id == picked[0] for w in check_rows().wrong)


def test_a_sweep_drafts_a_notice_for_each_unit(enter, zhang, rule):
    client = enter(zhang)
    client.post(f"/rectification/sweeps/of/{rule.pk}/")
    sweep = Sweep.objects.get()
    chosen = [g.unit.pk for g in sweeps.by_unit(sweep, zhang)][:2]
    client.post(f"/rectification/sweeps/{sweep.pk}/notices/", {"kind": "reminder", "unit": chosen})
    written = Document.objects.filter(about=f"rectification.sweep:{sweep.pk}")
    assert sorted(written.values_list("unit_id", flat=True)) == sorted(chosen)
    assert {d.state for d in written} == {"draft"}


def test_units_cannot_sweep(enter, li, zhang, finding):
    client = enter(li)
    assert client.post(f"/rectification/sweeps/of/{finding.pk}/").status_code == 403
    made = sweeps.make(finding.rule, finding, "/", except_unit=finding.unit_id, acting_user=zhang)
    assert not Sweep.objects.visible_to(li).filter(pk=made.pk).exists()
    assert client.get(f"/rectification/sweeps/{made.pk}/").status_code == 403


def test_a_supervisor_of_one_field_sweeps_that_field_only(person, zhang):
    user = person("cai", "procurement_supervisor")
    other = (
        Finding.objects.filter(verdict="flagged").exclude(field__in=("procurement", "ocds")).first()
    )
    assert not sweeps.same_rule(user, other.rule, None).exists()


def test_the_ledger_counts_each_once(enter, zhang, submitted, units, day):
    more = Finding.objects.filter(unit_id=units[1], verdict="flagged", status="open").first()
    x = actions.open_rectification([more], title="另一单位", demand="d", due_day=day + timedelta(5), acting_user=zhang, on_day=day)  # fmt: skip
    Rectification.objects.filter(pk=x.pk).update(due_day=day - timedelta(days=2))
    answer = enter(zhang).get("/rectification/")
    totals = answer.context["totals"]
    assert (totals["all"], totals["overdue"], totals["open"], totals["checking"]) == (2, 1, 0, 1)
    assert answer.context["units"][0]["unit_id"] == units[1]
    only = enter(zhang).get("/rectification/?state=overdue").content.decode()
    assert "另一单位" in only
    assert submitted.title not in only.split("list-group-flush")[-1]


def test_the_day_can_be_moved_with_a_reason(doing, chief, li, day):
    new = doing.due_day + timedelta(days=30)
    x = actions.move_day(doing, new, "工程量大", acting_user=chief, revision=1, on_day=day)
    clock = Clock.objects.get(name="rectification", state="running")
    assert (x.due_day, clock.due_day) == (new, new)
    assert x.steps.get().kind == Step.Kind.MOVED
    with pytest.raises(PermissionDenied):
        actions.move_day(x, new + timedelta(9), "再延", acting_user=li, revision=2, on_day=day)
