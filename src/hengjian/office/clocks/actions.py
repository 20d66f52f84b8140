"""The only writer of clocks: start, meet, stop, move. Due days come from `statute`."""

from __future__ import annotations

from datetime import date

from django.db import models, transaction

from hengjian.office.clocks.models import Clock
from hengjian.office.clocks.terms import term
from hengjian.office.desk.actions import about
from hengjian.office.door import catalog
from hengjian.office.trail.chain import record
from hengjian.statute import Interval, read_clock


@transaction.atomic
def start(
    name: str, obj: models.Model, *, title: str, url: str, started_on: date, due_day: date | None = None,
    unit_id: str = "", acting_user: object = "clock",
) -> Clock:  # fmt: skip
    """Start a clock of library/clocks.yaml. `due_day` only for clocks whose day a person sets.

    Raises statute.CalendarYearMissing when working days of the year are not known.
    """
    day = due_day or _due(name, started_on)
    clock = Clock.objects.create(
        name=name, about=about(obj), title=title[:200], url=url, unit_id=unit_id,
        started_on=started_on, due_day=day,
    )  # fmt: skip
    record(
        acting_user, "clocks.started", clock, unit=unit_id, detail={"name": name, "due_day": day}
    )
    return clock


def _due(name: str, started_on: date) -> date:
    due = read_clock(started_on, term(name).length, catalog().work, list[Interval]()).due
    if due is None:
        raise ValueError(f"{name}: a clock without suspension has a due day")
    return due


@transaction.atomic
def end(
    name: str, obj: models.Model, *, on_day: date, acting_user: object, met: bool = True
) -> int:
    """End the running clock of an object: met (in time or late), or stopped. Returns 0 or 1."""
    ended = 0
    for clock in Clock.objects.select_for_update().filter(
        name=name, about=about(obj), state=Clock.State.RUNNING
    ):
        late = on_day > clock.due_day
        clock.state = (
            (Clock.State.LATE if late else Clock.State.MET) if met else Clock.State.STOPPED
        )
        clock.ended_on = on_day
        clock.save()
        record(acting_user, f"clocks.{clock.state}", clock, unit=clock.unit_id)
        ended += 1
    return ended
