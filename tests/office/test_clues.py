"""Clues: a second person, no unit ever knows, conflicts are routed around, only counts come back."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from hengjian.office.accounts import actions as accounts
from hengjian.office.accounts.models import User
from hengjian.office.clocks.models import Clock
from hengjian.office.clues import actions, ledger, statistics, transfers
from hengjian.office.clues.models import Clue, SentUp, Transfer
from hengjian.office.files.models import StoredFile
from hengjian.office.findings.models import Finding
from hengjian.office.ledgers import deliver_ledger
from hengjian.office.trail.models import Entry

TODAY = date.today()
Enter = Callable[[User], Client]


@pytest.fixture
def chen(person: Callable[..., User]) -> User:
    """A discipline inspector."""
    return person("chen", "inspector")


@pytest.fixture
def clue(finding: Finding, zhang: User, chief: User, chen: User) -> Clue:
    """A registered clue in the inspector's hands."""
    made = propose(finding, zhang)
    return actions.decide(made, True, "同意", chen, acting_user=chief, revision=0, on_day=TODAY)


def propose(finding: Finding, user: User, **more: Any) -> Clue:
    return actions.propose([finding], source="finding", title="超期办理线索", summary="见疑点", acting_user=user,
                           on_day=TODAY, **more)  # fmt: skip


def test_a_second_person_registers_numbers_without_gaps_and_the_clock_runs_a_month(
    clue, zhang, chief, chen
):
    assert clue.number == f"线索〔{TODAY.year}〕1号"
    assert clue.state == "registered"
    clock = Clock.objects.get(name="disposition", about=f"clues.clue:{clue.pk}")
    assert 28 <= (clock.due_day - TODAY).days <= 40
    with pytest.raises(ValidationError):
        actions.decide(clue, True, "", chen, acting_user=chief, revision=0, on_day=TODAY)


def test_who_proposed_cannot_approve(finding, chief, chen, zhang):
    mine = propose(finding, chief)
    with pytest.raises(PermissionDenied):
        actions.decide(mine, True, "", chen, acting_user=chief, revision=0, on_day=TODAY)


def test_a_refused_clue_gives_the_finding_back(finding, zhang, chief, chen):
    made = propose(finding, zhang)
    assert Finding.objects.get(pk=finding.pk).held
    actions.decide(made, False, "事实不清", None, acting_user=chief, revision=0, on_day=TODAY)
    assert not Finding.objects.get(pk=finding.pk).held
    assert not Clue.objects.exclude(number="").exists()


def test_the_unit_notices_nothing(finding, clue, li, zhao, enter):
    for user in (li, zhao):
        client = enter(user)
        page = client.get(f"/findings/{finding.pk}/").content.decode()
        assert "线索" not in page
        assert "待处理" in page
        assert "线索" not in client.get(f"/findings/{finding.pk}/trail/").content.decode()
        assert client.get(f"/clues/{clue.pk}/").status_code == 403
        assert client.get("/clues/").status_code == 403
        assert f"/clues/{clue.pk}/" not in client.get(f"/search/?q={clue.title}").content.decode()


def test_nobody_judges_a_finding_that_is_held(finding, clue, zhang, enter):
    said = enter(zhang).post(f"/findings/{finding.pk}/do/reject/", {"revision": 0, "reason": "x"})
    assert said.status_code == 422
    assert "另行处理" in said.content.decode()


def test_only_the_inspector_named_and_the_chief_see_it(clue, person, chen, chief, enter):
    other = person("sun", "inspector")
    assert enter(chen).get(f"/clues/{clue.pk}/").status_code == 200
    assert enter(chief).get(f"/clues/{clue.pk}/").status_code == 200
    assert enter(other).get(f"/clues/{clue.pk}/").status_code == 404
    assert clue.title not in enter(other).get("/clues/").content.decode()
    assert enter(other).post(f"/clues/{clue.pk}/dispose/", {"revision": 1}).status_code == 404


def test_an_inspector_named_by_the_matter_is_never_offered_and_never_sees_it(
    finding, zhang, chief, chen, person
):
    User.objects.filter(pk=chen.pk).update(person_id="R0777")
    sun = person("sun", "inspector")
    made = propose(finding, zhang, person="R0777")
    named = User.objects.get(pk=chen.pk)
    with pytest.raises(ValidationError, match="无须回避"):
        actions.decide(made, True, "", named, acting_user=chief, revision=0, on_day=TODAY)
    actions.decide(
        Clue.objects.get(pk=made.pk), True, "", sun, acting_user=chief, revision=0, on_day=TODAY
    )
    assert not Clue.objects.visible_to(named).exists()


def test_a_recusal_blocks_and_routes(finding, zhang, chief, chen, person):
    sun = person("sun", "inspector")
    accounts.declare_recusal(chen, "unit", finding.unit_id, "曾任职", acting_user=chen)
    made = propose(finding, zhang)
    from hengjian.office.clues.routing import inspectors

    offered = inspectors(actions.subject_of(made))
    assert sun in offered
    assert chen not in offered


def test_a_matter_about_those_who_decide_goes_up_and_leaves_nothing(finding, zhang, chief, chen):
    User.objects.filter(pk=chief.pk).update(person_id="R0001")
    before = Entry.objects.count()
    with pytest.raises(actions.GoesUp):
        propose(finding, zhang, person="R0001")
    assert Clue.objects.count() == 0
    assert SentUp.objects.count() == 1
    assert not Finding.objects.get(pk=finding.pk).held
    told = " ".join(Entry.objects.order_by("number").values_list("payload", flat=True)[before:])
    assert "R0001" not in told
    assert finding.pk not in told


def test_disposition_in_one_of_four_ways_ends_the_clock(clue, chen, chief):
    with pytest.raises(ValidationError):
        actions.dispose(clue, "forget", "x", TODAY, acting_user=chen, revision=1, on_day=TODAY)
    with pytest.raises(PermissionDenied):
        actions.dispose(clue, "closed", "x", TODAY, acting_user=chief, revision=1, on_day=TODAY)
    with pytest.raises(ValidationError):
        actions.dispose(
            clue,
            "closed",
            "x",
            TODAY + timedelta(days=1),
            acting_user=chen,
            revision=1,
            on_day=TODAY,
        )
    done = actions.dispose(
        clue, "preliminary", "初步核实", TODAY, acting_user=chen, revision=1, on_day=TODAY
    )
    assert done.state == "disposed"
    assert Clock.objects.get(name="disposition").state == "met"
    actions.close(done, acting_user=chen, revision=2, on_day=TODAY)
    assert not Finding.objects.filter(held=True).exists()


@pytest.fixture
def sent(clue: Clue, chief: User) -> Transfer:
    """A clue handed over to discipline inspection."""
    return transfers.send(clue, "discipline", acting_user=chief, on_day=TODAY)


def test_the_package_holds_facts_rows_rule_and_trail_with_hashes(sent, finding):
    file = StoredFile.objects.get(about=f"clues.transfer:{sent.pk}")
    with zipfile.ZipFile(io.BytesIO(file.path.read_bytes())) as package:
        names = package.namelist()
        manifest = package.read("移送清单.json")
        assert hashlib.sha256(manifest).hexdigest() == sent.manifest_sha256
        for name, digest in json.loads(manifest)["files"].items():
            assert hashlib.sha256(package.read(name)).hexdigest() == digest
        assert finding.sentence[:10] in package.read("线索概要.html").decode()
        lines = [json.loads(line) for line in package.read("痕迹.jsonl").decode().splitlines()]
    assert f"证据_{finding.pk}.xlsx" in names
    assert "head" in lines[-1]


def test_the_package_is_downloaded_by_its_people_only(sent, chen, li, person, enter):
    file = StoredFile.objects.get(about=f"clues.transfer:{sent.pk}")
    answer = enter(chen).get(f"/files/{file.pk}/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    for close in answer._resource_closers:
        close()
    assert enter(li).get(f"/files/{file.pk}/").status_code == 404
    assert enter(person("sun", "inspector")).get(f"/files/{file.pk}/").status_code == 404


def test_receipt_then_result_and_each_only_once(sent, chen, enter):
    client = enter(chen)
    url = f"/clues/transfers/{sent.pk}/advance/"
    assert client.post(url, {"receipt_no": ""}).status_code == 422
    assert client.post(url, {"receipt_no": "纪收〔2026〕9号"}).status_code == 302
    bad = client.post(
        url, {"outcome": "filed", "cases": 1, "recovered": "0", "sanctions": "记过，甲"}
    )
    assert "第 1 行" in bad.content.decode()
    lines = "记过，P1，2026-10-08\n党内警告，P1，2026-10-08\n撤职，P2，2026-11-01"
    done = client.post(
        url, {"outcome": "filed", "cases": 1, "recovered": "1000.50", "sanctions": lines}
    )
    assert done.status_code == 302
    row = Transfer.objects.get(pk=sent.pk)
    assert (row.state, row.cases, row.recovered_fen, row.sanctions.count()) == (
        "answered",
        1,
        100_050,
        3,
    )
    assert client.post(url, {"outcome": "filed", "cases": 1, "recovered": "0"}).status_code == 422
    states = set(
        Clock.objects.filter(about=f"clues.transfer:{sent.pk}").values_list("state", flat=True)
    )
    assert states == {"met"}


def test_counts_take_each_person_once_under_the_gravest(sent, chen):
    transfers.receive(sent, "收1", acting_user=chen, on_day=TODAY)
    day = date(2026, 8, 3)
    result = transfers.Result(
        "filed", 2, 0, (("warning", "P1", day), ("removed", "P1", day), ("demerit", "P2", day))
    )
    transfers.feed_back(Transfer.objects.get(pk=sent.pk), result, acting_user=chen, on_day=day)
    found = statistics.counted(date(2026, 7, 1), date(2026, 9, 30))
    assert sorted(found) == [
        ("cases", "区纪委监委", 2),
        ("sanctions", "撤职", 1),
        ("sanctions", "记过", 1),
    ]


def test_the_quarters_counts_become_a_batch_of_the_lake_and_a_figure(
    sent, clue, chen, chief, office_home
):
    transfers.receive(sent, "收1", acting_user=chen, on_day=TODAY)
    day = date(2026, 2, 3)
    transfers.feed_back(
        Transfer.objects.get(pk=sent.pk), transfers.Result("filed", 3), acting_user=chen, on_day=day
    )
    batch = statistics.deliver_quarter(2026, 1, acting_user=chief)
    try:
        from hengjian.office.door import records

        rows = records("discipline_statistic", {"kind": "cases", "breakdown": "区纪委监委"})
        assert [
            (r["count"], r["period_from"]) for r in rows if r["period_from"] == date(2026, 1, 1)
        ] == [(3, date(2026, 1, 1))]
    finally:
        office_home.lake.withdraw(batch, reason="试验", who="test")


def test_a_quarter_that_still_runs_is_not_delivered(chief):
    with pytest.raises(ValidationError, match="尚未结束"):
        statistics.deliver_quarter(TODAY.year + 1, 1, acting_user=chief)


def test_quarters():
    assert statistics.quarter(2026, 4) == (date(2026, 10, 1), date(2026, 12, 31))
    assert statistics.quarter(2024, 1) == (date(2024, 1, 1), date(2024, 3, 31))


def test_from_the_finding_to_the_clue_through_the_pages(finding, zhang, chief, chen, enter):
    analyst = enter(zhang)
    form = analyst.get(f"/clues/register/?finding={finding.pk}").content.decode()
    assert finding.sentence[:10] in form
    said = analyst.post("/clues/register/", {
        "source": "finding", "title": "涉嫌规避招标", "summary": "<script>x</script>", "doubts": "", "unit": finding.unit_id,
        "person": "", "party": "", "findings": finding.pk,
    })  # fmt: skip
    made = Clue.objects.get()
    assert said["Location"] == f"/clues/{made.pk}/"
    page = enter(chief).get(f"/clues/{made.pk}/").content.decode()
    assert "<script>x" not in page
    enter(chief).post(f"/clues/{made.pk}/decide/",
                      {"revision": 0, "approved": "yes", "inspector": chen.pk, "decision": "同意"})  # fmt: skip
    done = enter(chen).post(f"/clues/{made.pk}/dispose/", {
        "revision": 1, "way": "talk_letter", "disposed_on": TODAY, "opinion": "函询"})  # fmt: skip
    assert done.status_code == 302
    assert "函询" not in analyst.get(f"/clues/{made.pk}/").content.decode().replace("谈话函询", "")
    assert "函询" in enter(chief).get(f"/clues/{made.pk}/").content.decode()
    assert Entry.objects.filter(action="clues.viewed").count() == 3


def test_findings_one_may_not_see_cannot_be_smuggled_into_a_clue(finding, person, enter, units):
    watcher = person("caigou", "procurement_supervisor")
    assert enter(watcher).get("/clues/register/").status_code == 403


def test_the_ledger_holds_numbers_and_days_only_and_fits_the_data_standard(
    sent, finding, chen, zhang, chief, office_home
):
    clue = Clue.objects.get(pk=sent.clue_id)
    propose_another = actions.propose([], source="petition", title="未批准的线索", summary="不应出现", acting_user=zhang, on_day=TODAY)  # fmt: skip
    assert propose_another.number == ""
    rows = ledger.ledger()["clue_course"]
    assert [r["clue_id"] for r in rows] == [clue.number]
    told = " ".join(str(v) for v in rows[0].values())
    assert clue.title not in told
    assert finding.record_id not in told
    assert (rows[0]["unit_id"], rows[0]["transferred_on"]) == (chen.unit_id, TODAY)
    actions.dispose(clue, "talk_letter", "谈话函询", TODAY, acting_user=chen, revision=clue.revision, on_day=TODAY)  # fmt: skip
    assert deliver_ledger("clue_course", ledger.ledger()["clue_course"]) == 1
    assert "hengjian.office.clues.ledger.ledger" in settings.OFFICE_LEDGERS
