"""The tick: each step at most once, after a week of downtime, under two workers, with one part failing."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.office.offices import Office, new_office

from hengjian.district.home import Home
from hengjian.office.accounts import actions as actions_of_accounts
from hengjian.office.clocks import actions
from hengjian.office.clocks.escalation import due_steps, escalate
from hengjian.office.clocks.models import Beat, Clock, DailyRun, Escalation
from hengjian.office.clocks.terms import terms
from hengjian.office.clocks.tick import run_daily, tick
from hengjian.office.clocks.watch import verify_trail
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


MANY = """
from hengjian.office.clocks import actions as clocks
from hengjian.office.findings.models import Finding
rows = Finding.objects.filter(verdict="flagged", unit__isnull=False)
for n, f in enumerate(rows[:60]):
    clocks.start("explanation", f, title=str(n), url="/", started_on=day, due_day=day, unit_id=f.unit_id)
for f in rows[60:80]:
    from hengjian.office.findings import actions
    from hengjian.office.accounts.models import User
    actions.snooze(f, day + datetime.timedelta(days=2), "等", acting_user=User.objects.get(username="fenxi"),
                   revision=f.revision, on_day=day)
print(len(rows))
"""
TICK = """
from pathlib import Path
from hengjian.office.clocks.tick import tick
print("ready", flush=True)
while not (Path(sys.argv[1]) / "go").exists():
    time.sleep(0.002)
done = tick(day + datetime.timedelta(days=9))
print(done.steps, done.each["hengjian.office.findings.actions.wake"], len(done.daily), int(done.anchored), len(done.failed))
"""
COUNT = """
from django.db.models import Count
from hengjian.office.clocks.models import DailyRun, Escalation
from hengjian.office.desk.models import Notice
from hengjian.office.trail.checking import check_all
from hengjian.office.trail.models import Entry
told = Notice.objects.filter(once__startswith="clock:")
twice = told.values("to", "about").annotate(n=Count("pk")).filter(n__gt=1).count()
result = check_all(acting_user="test")
assert not result.problem, result.problem
print(Escalation.objects.count(), twice, DailyRun.objects.count(),
      Entry.objects.filter(action="findings.woken").count(), Entry.objects.filter(action="trail.anchored").count(),
      Entry.objects.filter(action="clocks.escalated").count())
"""


@pytest.fixture(scope="module")
def office(district: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office of its own, on the database of the tests."""
    with new_office(district.path, tmp_path_factory.mktemp("clocks") / "home") as made:
        yield made


def test_three_processes_at_once_do_everything_once(office: Office):
    """After nine days of downtime: 60 clocks with three steps each, 20 sleepers, one day's work, one anchor."""
    office.python(MANY)
    workers = [office.start(TICK) for _ in range(3)]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    (office.home / "go").touch()
    said = [w.communicate(timeout=300) for w in workers]
    assert all(w.returncode == 0 for w in workers), said
    steps, woken, daily, anchored, failed = (
        sum(n) for n in zip(*([int(x) for x in out.split()] for out, _errors in said), strict=True)
    )
    assert (daily, anchored, failed) == (len(django_settings.OFFICE_DAILY), 1, 0)
    assert steps >= 180
    counted = [int(x) for x in office.python(COUNT).split()]
    assert counted[1:4] == [0, daily, 20]
    assert counted[0] == steps
    assert woken == 20


def test_the_command_ticks_and_may_be_repeated(office: Office):
    for _ in range(2):
        ran = office.command("tick", "--home", office.home)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (office.home / "office" / "anchors" / f"{TODAY}.json").exists()


ENQUEUE = """
from hengjian.office.trail.checking import check_later
for _ in range(6):
    check_later.enqueue("fenxi")
"""
DONE = """
from django_tasks_db.models import DBTaskResult
from hengjian.office.clocks.models import Beat
from hengjian.office.trail.models import Verification
rows = DBTaskResult.objects.filter(task_path__endswith="check_later")
print(sum(r.status == "SUCCESSFUL" for r in rows), max(len(r.worker_ids) for r in rows),
      Verification.objects.filter(by="fenxi").count(), Beat.objects.filter(name="tick").count())
"""


def test_two_workers_share_the_tasks_and_stop_when_told(office: Office):
    office.python(ENQUEUE)
    workers = [
        office.popen("office", "work", "--home", office.home, "--seconds", 0.3) for _ in range(2)
    ]
    for _ in range(60):
        time.sleep(0.5)
        if office.python(DONE).split()[0] == "6":
            break
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    said = [w.communicate(timeout=60) for w in workers]
    assert office.python(DONE).split() == ["6", "1", "6", "1"]
    assert [w.returncode for w in workers] == [0, 0], said


KILLED = """
from django_tasks_db.models import DBTaskResult
from hengjian.office.trail.checking import check_later
check_later.enqueue("jingban")
row = DBTaskResult.objects.get(status="READY")
import subprocess
gone = subprocess.Popen(["true"]); gone.wait()
import socket
row.claim(f"{socket.gethostname()[:40]}.{gone.pid}.1")
"""
STATUS = """
from django_tasks_db.models import DBTaskResult
from hengjian.office.trail.models import Verification
print(Verification.objects.filter(by="jingban").count(), DBTaskResult.objects.filter(status="RUNNING").count())
"""


def test_a_task_of_a_killed_worker_is_done_by_the_next(office: Office):
    office.python(KILLED)
    assert office.python(STATUS).split() == ["0", "1"]
    ran = office.command("office", "work", "--home", office.home, "--batch")
    assert ran.returncode == 0, ran.stderr
    assert office.python(STATUS).split() == ["1", "0"]


def test_everybody_hears_what_concerns_them(clock, li, zhao, zhang):
    escalate(TODAY + timedelta(days=7))
    said = {p.username: Notice.objects.get(to=p).title for p in (li, zhao, zhang)}
    assert said["li"].startswith("说明期限已过")  # not "tomorrow", a week late
    assert said["zhao"].startswith("说明已逾期")
    assert said["zhang"].startswith("说明逾期三日以上")


def test_who_may_not_see_it_hears_nothing(clock, finding, zhang, person, chief, wang):
    person("cai", "procurement_supervisor")
    actions_of_accounts.declare_recusal(zhang, "unit", finding.unit_id, "亲属", acting_user=chief)
    Finding.objects.filter(pk=finding.pk).update(field="penalty")
    escalate(TODAY + timedelta(days=7))
    assert {n.to.username for n in Notice.objects.all()} == {"chief"}


def test_one_broken_clock_holds_up_no_other(clock, finding, zhao):
    other = (
        Finding.objects.filter(unit_id=finding.unit_id, status="open")
        .exclude(pk=finding.pk)
        .first()
    )
    actions.start("explanation", other, title="y", url="/", started_on=TODAY, due_day=TODAY,
                  unit_id=finding.unit_id)  # fmt: skip
    Clock.objects.filter(pk=clock.pk).update(about="no.model:1")
    with pytest.raises(RuntimeError, match=str(clock.pk)):
        escalate(TODAY + timedelta(days=7))
    assert Notice.objects.filter(to=zhao).count() == 1


def test_the_night_watch_tells_the_audit_administrator(person, zhang, li):
    bao = person("bao", "audit_admin")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET name = 'x' WHERE id = %s", [li.pk])
    for _ in range(2):
        verify_trail.enqueue("2026-01-01")
    assert Notice.objects.filter(to=bao, task="trail.verify", done_at=None).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET name = 'Li' WHERE id = %s", [li.pk])
    verify_trail.enqueue("2026-01-02")
    assert not Notice.objects.filter(to=bao, done_at=None).exists()
