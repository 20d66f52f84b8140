"""`kill -9` in the middle of work: every act is there with all that belongs to it, or not at all."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.office.conftest import outside

CLEAN = outside()
BEGIN = """
import datetime, os, sys
os.environ["HENGJIAN_HOME"] = sys.argv[1]
from hengjian.office.setup import start_django
start_django()
from hengjian.office.accounts.models import User
from hengjian.office.findings import actions
from hengjian.office.findings.models import Finding, Question
"""
WORK = (
    BEGIN
    + """
zhang, li = User.objects.get(username="fenxi"), User.objects.get(username="jingban")
day = datetime.date.today()
for finding in Finding.objects.filter(unit_id=li.unit_id, status="open", verdict="flagged").order_by("?"):
    question = actions.ask(finding, "请说明", acting_user=zhang, revision=finding.revision, on_day=day)
    print("working", flush=True)
    if hash(finding.pk) % 2:
        actions.answer(question, kind="explain", text="已说明", document_no="", acting_user=li, on_day=day)
        actions.reject(Finding.objects.get(pk=finding.pk), "误报", acting_user=zhang, revision=None, on_day=day)
"""
)
CHECK = (
    BEGIN
    + """
from hengjian.office.clocks.models import Clock
from hengjian.office.desk.models import Notice
from hengjian.office.findings.models import Label
from hengjian.office.trail.checking import check_all
done = 0
for f in Finding.objects.exclude(status="open"):
    done += 1
    waiting = Question.objects.filter(finding=f, answered_at=None).count()
    running = Clock.objects.filter(about=f"findings.finding:{f.pk}", state="running").count()
    todo = Notice.objects.filter(about=f"findings.finding:{f.pk}", task="finding.answer", done_at=None).exists()
    asked = f.status == "asked"
    assert (waiting, running, todo) == ((1, 1, True) if asked else (0, 0, False)), (f.pk, f.status, waiting, running)
    assert Label.objects.filter(finding=f).exists() == (f.status == "rejected"), f.pk
result = check_all(acting_user="test")
assert not result.problem, result.problem
print("done", done)
"""
)


def python(code: str, home: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)], env=CLEAN, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_nothing_is_half_after_kill_9(own_home: Path) -> None:
    chance = random.Random(5)
    for _ in range(4):
        work = subprocess.Popen(
            [sys.executable, "-c", WORK, str(own_home)], env=CLEAN, stdout=subprocess.PIPE
        )
        assert work.stdout is not None
        work.stdout.readline()
        time.sleep(0.02 + chance.random() * 0.2)
        work.send_signal(signal.SIGKILL)
        work.wait()
        work.stdout.close()
    assert int(python(CHECK, own_home).split()[-1]) > 3
