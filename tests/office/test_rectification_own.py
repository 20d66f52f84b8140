"""A unit that admits a fault puts it right on its own account; what a clue held is closed once it is let go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hengjian.office.desk.models import Notice
from hengjian.office.findings import actions as findings
from hengjian.office.findings.models import Finding
from hengjian.office.rectification import actions, afterwards
from hengjian.office.rectification.models import Rectification


@pytest.fixture
def day():
    return timezone.localdate()


def answered(finding, zhang, li, day, kind):
    question = findings.ask(finding, "请说明", acting_user=zhang, revision=0, on_day=day)
    findings.answer(question, kind=kind, text="确有其事", document_no="", acting_user=li, on_day=day,
                    fields_typed=1, seconds_spent=9, revision=1)  # fmt: skip
    return Finding.objects.get(pk=finding.pk)


def opening(client, finding, day):
    return client.post("/rectification/open/", {
        "pick": f"{finding.pk}:{finding.revision}", "title": "自查自纠", "demand": "补齐手续",
        "due_day": (day + timedelta(days=20)).isoformat(),
    })  # fmt: skip


def test_after_an_admission_the_unit_opens_it_itself(enter, finding, zhang, li, zhao, day):
    now = answered(finding, zhang, li, day, "admit")
    unit = enter(li)
    assert "自行立项整改" in unit.get(f"/findings/{finding.pk}/").content.decode()
    assert opening(unit, now, day).status_code == 302
    x = Rectification.objects.get()
    assert (x.opened_by, x.unit_id) == (li, finding.unit_id)
    assert Finding.objects.get(pk=finding.pk).status == "rectifying"
    assert Notice.objects.filter(to=zhang, title__contains="自行立项").exists()


@pytest.mark.parametrize("kind", ["explain", None])
def test_without_an_admission_it_cannot(enter, finding, zhang, li, zhao, day, kind):
    now = answered(finding, zhang, li, day, kind) if kind else finding
    unit = enter(li)
    assert "自行立项整改" not in unit.get(f"/findings/{finding.pk}/").content.decode()
    assert opening(unit, now, day).status_code == 404
    assert not Rectification.objects.exists()


def test_another_unit_cannot(enter, finding, zhang, li, zhao, wang, day):
    now = answered(finding, zhang, li, day, "admit")
    assert opening(enter(wang), now, day).status_code == 404


def test_what_a_clue_held_is_closed_once_it_is_let_go(finding, zhang, li, zhao, chief, day):
    x = actions.open_rectification([finding], title="事项", demand="改正", due_day=day + timedelta(days=30),
                                   acting_user=zhang, on_day=day)  # fmt: skip
    x = actions.plan(x, cause="process", cause_text="", measure="设台账", owner=zhao, acting_user=li,
                     revision=0, on_day=day)  # fmt: skip
    findings.hold(Finding.objects.get(pk=finding.pk), True, acting_user=zhang)
    x = actions.submit(x, "已改", [SimpleUploadedFile("纪要.txt", "已改".encode())], acting_user=li,
                       revision=1, on_day=day)  # fmt: skip
    actions.check(x, True, "核对", method="record", acting_user=chief, revision=2, on_day=day)
    assert afterwards.settle(day) == 0
    assert Finding.objects.get(pk=finding.pk).status == "rectifying"
    findings.hold(Finding.objects.get(pk=finding.pk), False, acting_user=zhang)
    assert afterwards.settle(day) == 1
    assert Finding.objects.get(pk=finding.pk).status == "rectified"
    assert afterwards.settle(day) == 0
