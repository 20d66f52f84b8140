"""The heartbeat: steps of clocks, the minute's and the day's work of the apps, the anchor.

May run at any time, twice at once, after any downtime, and may be killed at any point: every part is
one transaction that a unique row decides.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from hengjian.office.clocks.escalation import escalate
from hengjian.office.clocks.models import Beat, DailyRun
from hengjian.office.trail.anchors import make_anchor

log = logging.getLogger(__name__)


@dataclass
class Ticked:
    """What a tick did. `failed`: the parts that raised; they are tried again by the next tick."""

    steps: int = 0
    each: dict[str, object] = field(default_factory=dict)
    daily: list[str] = field(default_factory=list)
    anchored: bool = False
    failed: list[str] = field(default_factory=list)


def tick(on_day: date) -> Ticked:
    """Do everything that is due. A part that fails does not keep the others from running."""
    done = Ticked()
    for name in getattr(settings, "OFFICE_EACH_TICK", ()):
        done.each[name] = _attempt(done, name, lambda name=name: import_string(name)(on_day))
    done.steps = _attempt(done, "escalate", lambda: escalate(on_day)) or 0
    for name in getattr(settings, "OFFICE_DAILY", ()):
        if _attempt(done, name, lambda name=name: run_daily(name, on_day)):
            done.daily.append(name)
    done.anchored = bool(_attempt(done, "anchor", lambda: make_anchor(on_day)))
    Beat.objects.update_or_create(
        name="tick", defaults={"at": timezone.now(), "note": "、".join(done.failed)[:200]}
    )
    return done


def run_daily(name: str, on_day: date) -> bool:
    """Run a function's work of a day exactly once: its row and its work are one transaction."""
    if DailyRun.objects.filter(name=name, on_day=on_day).exists():
        return False
    with transaction.atomic():
        if not DailyRun.objects.get_or_create(name=name, on_day=on_day)[1]:
            return False  # another tick was first, and has finished
        import_string(name)(on_day)
    return True


def _attempt(done: Ticked, name: str, part: Callable[[], object]) -> object:
    try:
        return part()
    except Exception:
        log.exception("tick: %s", name)
        done.failed.append(name)
        return None
