"""The only writer of clocks: start, meet, stop, move. Due days come from `statute`."""

from __future__ import annotations

from datetime import date

from django.db import models, transaction

from hengjian.office.clocks.limits import Limit, limit
from hengjian.office.clocks.models import Clock
from hengjian.office.desk.actions import about
from hengjian.office.trail.chain import record


@transaction.atomic
def start(
    name: str, obj: models.Model, *, title: str, url: str, started_on: date, due_day: date | None = None,
    parameter: str = "", unit_id: str = "", acting_user: object = "clock",
) -> Clock:  # fmt: skip
    """Start a clock of library/clocks.yaml. `due_day` only for clocks whose day a person sets; otherwise the
    clock's own period counts, or `parameter` where the district has a value for it (limits.limit).
    """
    end = Limit(due_day, provisional=False) if due_day else limit(name, parameter, started_on)
    clock = Clock.objects.create(
        name=name, about=about(obj), title=title[:200], url=url, unit_id=unit_id,
        started_on=started_on, due_day=end.day, provisional=end.provisional, parameter=parameter,
    )  # fmt: skip
    detail = {"name": name, "due_day": end.day} | ({"provisional": True} if end.provisional else {})
    record(acting_user, "clocks.started", clock, unit=unit_id, detail=detail)
    return clock


@transaction.atomic
def end(
    name: str, obj: models.Model, *, on_day: date, acting_user: object, met: bool = True
) -> int:
    """End the running clock of an object: met (in time or late), or stopped. Returns 0 or 1."""
    ended = 0
    for clock in Clock.objects.select_for_update().filter(
        name=name, about=about(obj), state=Clock.State.RUNNING
    ):
        late = on_day > clock.due_day and not clock.provisional
        clock.state = (
            (Clock.State.LATE if late else Clock.State.MET) if met else Clock.State.STOPPED
        )
        clock.ended_on = on_day
        clock.save()
        record(acting_user, f"clocks.{clock.state}", clock, unit=clock.unit_id)
        ended += 1
    return ended
