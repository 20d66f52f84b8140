"""Provisional days become certain when the calendar of their year arrives; until then its absence is told.

A day that was told to people is not taken back: a certain day that lies earlier leaves it where it is.
"""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.clocks.limits import limit
from hengjian.office.clocks.models import Beat, Clock
from hengjian.office.desk import actions as desk
from hengjian.office.desk.models import Notice
from hengjian.office.door import catalog
from hengjian.office.trail.chain import record

#: The notice of the next year's working days is published from October to December.
_EXPECTED = (12, 1)
_TASK = "system.calendar"
#: Columns in which rows show their clock's day.
_SHOWN = ("due_day", "reply_due")


def every_tick(_on_day: date) -> int:
    """Count again the provisional clocks whose year has a calendar now; returns how many have their certain day."""
    running = Clock.objects.filter(
        provisional=True, state=Clock.State.RUNNING, due_day__year__lte=catalog().work.years[-1]
    )
    return sum(_settle(pk) for pk in running.values_list("pk", flat=True))


@transaction.atomic
def _settle(pk: int) -> int:
    clock = Clock.objects.select_for_update().get(pk=pk)
    found = limit(clock.name, clock.parameter, clock.started_on)
    if found.provisional or clock.state != Clock.State.RUNNING:
        return 0
    before, clock.provisional = clock.due_day, False
    clock.due_day = max(before, found.day)
    clock.save()
    record("clock", "clocks.certain", clock, unit=clock.unit_id,
           detail={"before": before, "due_day": clock.due_day})  # fmt: skip
    if before != clock.due_day:
        _carry(clock, before)
    return 1


def _carry(clock: Clock, before: date) -> None:
    """What shows the clock's day shows the new one: open to-dos, the row itself, the questions of a finding."""
    Notice.objects.filter(about=clock.about, due_day=before, done_at__isnull=True).update(
        due_day=clock.due_day
    )
    label, _colon, pk = clock.about.partition(":")
    found = apps.get_model(label).objects.select_for_update().get(pk=pk)
    rows = [found, *(found.questions.select_for_update() if hasattr(found, "questions") else ())]
    for row in rows:
        if shown := [name for name in _SHOWN if getattr(row, name, None) == before]:
            for name in shown:
                setattr(row, name, clock.due_day)
            row.save(update_fields=shown)
            record("clock", "clocks.day_moved", row, detail={"before": before, "due_day": clock.due_day})  # fmt: skip


def every_day(on_day: date) -> None:
    """Ask the system administrators for the calendar of the coming year; strike it when it is there."""
    year = on_day.year + ((on_day.month, on_day.day) >= _EXPECTED)
    beat, _made = Beat.objects.get_or_create(name="calendar", defaults={"at": timezone.now()})
    if year in catalog().work.years:
        desk.done(beat, _TASK)
        return
    title = _("请录入 %(y)s 年工作日历：此前跨入该年的期限均为暂定") % {"y": year}
    desk.tell(desk.holders("system.manage"), title, obj=beat, url=reverse("api:system"), task=_TASK,
              once=f"calendar:{year}")  # fmt: skip
