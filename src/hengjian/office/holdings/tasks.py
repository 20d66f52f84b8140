"""Long work outside of the page: run the rules, take the findings over."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from hengjian.district.running import last_day, run_home
from hengjian.engine.session import RunRequest
from hengjian.office.door import home
from hengjian.office.findings.importing import import_run
from hengjian.office.holdings.actions import settle
from hengjian.office.ledgers import snapshot_ledgers
from hengjian.office.trail.chain import record


@task()
def run_rules(username: str) -> int:
    """A run over the lake as of the last run's day, imported; returns the number of findings."""
    snapshot_ledgers()
    place = home()
    info = run_home(place, RunRequest(as_of=last_day(place)), progress=lambda *_: None)
    count = import_run(info.run_id)
    settle(timezone.localdate())
    record(username, "holdings.rules_run", detail={"run": info.run_id, "findings": count})
    return count
