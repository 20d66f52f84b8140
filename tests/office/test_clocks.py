"""The tick: each step at most once, after a week of downtime, under two workers, with one part failing."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.office.test_killed import BEGIN, CLEAN, python

from hengjian.office.clocks import actions
from hengjian.office.clocks.escalation import due_steps, escalate
from hengjian.office.clocks.models import Beat, Clock, DailyRun, Escalation
from hengjian.office.clocks.terms import terms
from hengjian.office.clocks.tick import run_daily, tick
from hengjian.office.desk.models import Notice
from hengjian.office.findings.models import Finding

TODAY = date.today()


@pytest.fixture
def clock(finding: Finding) -> Clock:
    """An explanation that is due today."""
    return actions.start("explanation", finding, title="x", url="/", started_on=TODAY, due_day=TODAY,
                         unit_id=finding.unit_id)  # fmt: skip


def taken(clock: Clock) -> list[str]:
    return list(
        Escalation.objects.filter(clock=clock).order_by("pk").values_list("step", flat=True)
    )


def test_each_step_on_its_day_and_once(clock, li, zhao, zhang):
    assert escalate(TODAY) == 1
    assert escalate(TODAY) == 0
    assert escalate(TODAY + timedelta(days=1)) == 1
    assert taken(clock) == ["remind", "head"]
    assert Notice.objects.filter(to=zhao).count() == 2  # a head may answer, too
    assert escalate(TODAY + timedelta(days=4)) == 1
    assert Notice.objects.filter(to=zhang).count() == 1


def test_after_a_week_of_downtime_everybody_hears_once(clock, li, zhao, zhang):
    assert escalate(TODAY + timedelta(days=7)) == 3
    assert taken(clock) == ["remind", "head", "supervisor"]
    for person in (li, zhao, zhang):
        assert Notice.objects.filter(to=person).count() == 1
    assert escalate(TODAY + timedelta(days=8)) == 0


def test_a_clock_that_ended_escalates_no_more(clock, finding, zhao):
    actions.end("explanation", finding, on_day=TODAY, acting_user="test")
    assert escalate(TODAY + timedelta(days=9)) == 0
    assert not Notice.objects.exists()


def test_late_and_in_time_are_told_apart(clock, finding):
    actions.end("explanation", finding, on_day=TODAY + timedelta(days=1), acting_user="test")
    assert Clock.objects.get(pk=clock.pk).state == "late"


def test_one_running_clock_of_a_kind(clock, finding):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        actions.start("explanation", finding, title="x", url="/", started_on=TODAY, due_day=TODAY)


@given(st.integers(-40, 40), st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_due_steps_only_grow(first, later):
    clock = Clock(name="rectification", due_day=TODAY, state="running")
    one = due_steps(clock, TODAY + timedelta(days=first))
    more = due_steps(clock, TODAY + timedelta(days=first + later))
    assert [s.step for s in one] == [s.step for s in more][: len(one)]


def test_every_clock_of_the_library_has_a_person_to_tell():
    for name, term in terms().items():
        for step in term.steps:
            assert step.tell or step.upward, name


def test_a_days_work_is_done_once_and_a_failure_is_tried_again(db, settings, tmp_path, monkeypatch):
    settings.OFFICE_DAILY = ["tests.office.test_clocks.daily"]
    settings.OFFICE_EACH_TICK = ["tests.office.test_clocks.broken"]
    monkeypatch.setattr("hengjian.office.trail.anchors.office_path", lambda: tmp_path)
    first, second = tick(TODAY), tick(TODAY)
    assert first.failed == ["tests.office.test_clocks.broken"]
    assert (first.daily, second.daily) == (["tests.office.test_clocks.daily"], [])
    assert (first.anchored, second.anchored) == (True, False)
    assert Beat.objects.filter(name="proof").count() == 1
    assert "broken" in Beat.objects.get(name="tick").note


def daily(on_day: date) -> None:
    Beat.objects.create(name="proof", at=timezone.now())  # a second time would fail


def broken(on_day: date) -> None:
    raise RuntimeError("away")


def test_a_failed_days_work_leaves_its_day_free(db):
    with pytest.raises(RuntimeError):
        run_daily("tests.office.test_clocks.broken", TODAY)
    assert not DailyRun.objects.exists()


TWO = (
    BEGIN
    + """
from hengjian.office.clocks.escalation import escalate
print(escalate(datetime.date.today() + datetime.timedelta(days=9)))
"""
)
MANY = (
    BEGIN
    + """
from hengjian.office.clocks import actions as clocks
day = datetime.date.today()
for n, f in enumerate(Finding.objects.filter(verdict="flagged", unit__isnull=False)[:60]):
    clocks.start("explanation", f, title=str(n), url="/", started_on=day, due_day=day, unit_id=f.unit_id)
"""
)
COUNT = (
    BEGIN
    + """
from hengjian.office.clocks.models import Escalation
from hengjian.office.desk.models import Notice
from django.db.models import Count
twice = Notice.objects.values("to", "about").annotate(n=Count("pk")).filter(n__gt=1).count()
print(Escalation.objects.count(), twice)
"""
)


def test_two_workers_at_once_escalate_once(own_home: Path):
    python(MANY, own_home)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", TWO, str(own_home)], env=CLEAN, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    took = [int(w.communicate()[0]) for w in workers]
    steps, twice = map(int, python(COUNT, own_home).split())
    assert sum(took) == steps == 180
    assert twice == 0


def test_the_command_ticks_and_may_be_repeated(own_home: Path):
    for _ in range(2):
        ran = subprocess.run([sys.executable, "-m", "hengjian.cli", "tick", "--home", str(own_home)],
                             env={**CLEAN, "COLUMNS": "200"}, capture_output=True, text=True)  # fmt: skip
        assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (own_home / "office" / "anchors" / f"{TODAY}.json").exists()
    assert os.environ.get("HENGJIAN_HOME") != str(own_home)
