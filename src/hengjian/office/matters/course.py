"""Where a matter stands: every step with its state and reason, clocks with their computation, days by unit.

Pure reading: nothing here writes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from hengjian.catalog.models import Step
from hengjian.catalog.periods import period_on
from hengjian.office.accounts.models import Unit as Department
from hengjian.office.door import catalog
from hengjian.office.matters.desks import Desk, DeskStep, desks
from hengjian.office.matters.hindrances import excluded, hindrances
from hengjian.office.matters.models import Event, Matter
from hengjian.statute import CalendarYearMissing, Interval, Period, read_clock
from hengjian.statute.clock import ClockDay


@dataclass(frozen=True)
class Clock:
    """A statutory period of a step. `due` None: suspended now, or the calendar is missing."""

    start: date
    n: int
    unit: str
    due: date | None
    done_on: date | None
    days: tuple[ClockDay, ...] = ()
    extended: bool = False

    def late(self, today: date) -> bool:
        """Whether the step came, or still stays, after the due day."""
        return self.due is not None and (self.done_on or today) > self.due


@dataclass(frozen=True)
class Place:
    """One step on the way. `state`: done, open, waiting or skipped; `why`: what it waits for."""

    name: str
    title: str
    step: DeskStep | None
    state: str
    why: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    clock: Clock | None = None


@dataclass(frozen=True)
class Course:
    """A matter read once."""

    matter: Matter
    today: date
    branches: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def desk(self) -> Desk:
        """The desk of its procedure."""
        return desks()[self.matter.procedure]

    @cached_property
    def events(self) -> dict[str, list[Event]]:
        """Closed steps in order."""
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self.matter.events.select_related("by", "unit"):
            found[event.step].append(event)
        return found

    def first(self, step: str) -> date | None:
        """The first day on which a step was closed."""
        return self.events[step][0].happened_on if self.events.get(step) else None

    @cached_property
    def places(self) -> list[Place]:
        """Every step of the desk with its state."""
        return [self._place(name, step) for name, step in self.desk.steps.items()]

    def _place(self, name: str, step: DeskStep) -> Place:
        events = tuple(self.events.get(name, ()))
        why = tuple(hindrances(self, name, step))
        if events and not step.repeats:
            state = "done"
        elif not events and excluded(self, step):
            state = "skipped"
        elif self.matter.state != Matter.State.RUNNING:
            state = "done" if events else "skipped"
        elif events and why:
            state = "done"
        else:
            state = "waiting" if why else "open"
        clock = self._clock(name, self.desk.procedure.steps.get(name))
        return Place(name, self.desk.title_of(name), step, state, why, events, clock)

    def fact(self, source: str) -> Any:
        """An answer as it was kept: `fact.x` and `x` of the opening, `step.x` of the last closing of a step."""
        step, _dot, name = source.rpartition(".")
        if step in ("", "fact"):
            return self.matter.facts.get(name)
        closed = self.events.get(step)
        return closed[-1].facts.get(name) if closed else None

    def _clock(self, name: str, step: Step | None) -> Clock | None:
        if step is None or step.within is None or (start := self.first(step.within.start)) is None:
            return None
        period = period_on(catalog().parameters[step.within.parameter], start)
        if period is None:
            return None
        extended = step.extension and self.matter.extensions.filter(step=name).exists()
        if (
            extended
            and step.extension
            and (more := period_on(catalog().parameters[step.extension.parameter], start))
        ):
            period = Period(period.n + more.n, period.unit, period.moves)
        spans = [
            Interval(s.started_on, s.ended_on, s.reason) for s in self.matter.suspensions.all()
        ]
        done = self.first(name)
        try:
            reading = read_clock(start, period, catalog().work, spans if step.suspended else [])
        except CalendarYearMissing:
            return Clock(start, period.n, period.unit.value, None, done)
        return Clock(
            start, period.n, period.unit.value, reading.due, done, reading.days, bool(extended)
        )

    @property
    def open(self) -> list[Place]:
        """Steps that can be closed now."""
        return [p for p in self.places if p.state == "open"]

    def days_by_unit(self) -> dict[str, int]:
        """Calendar days between the day on which a step could begin and the day on which it was closed (or
        today), on the account of the unit that had to act. Branches work side by side, each on its own account.
        Nobody is waited for in a step that is taken only if called for."""
        held: dict[str, int] = defaultdict(int)
        for place in self.places:
            ready = self._ready_on(place.name)
            if ready is None:
                continue
            for event in place.events:
                name = event.unit.name if event.unit else self.matter.unit.name
                held[name] += max((event.happened_on - ready).days, 0)
            if place.state == "open" and not (place.step and place.step.optional):
                for name in self._waited_for(place):
                    held[name] += max((self.today - ready).days, 0)
        return dict(held)

    def _ready_on(self, name: str) -> date | None:
        """The day on which the last of the steps before was closed; the first step: the opening."""
        known = self.desk.procedure.steps.get(name)
        before = dict.fromkeys([*(known.after if known else ()), *self.desk.steps[name].needs])
        days = [e[-1].happened_on for s in before if (e := self.events.get(s))]
        return max(days) if days else (None if before else self.matter.opened_on)

    def _waited_for(self, place: Place) -> list[str]:
        """Names of the units that have to act now."""
        if place.step and place.step.unit == "named":
            named = Department.objects.filter(pk=self.fact(place.step.named) or "").first()
            return [named.name] if named and not place.events else []
        if place.step is None or place.step.unit != "branch":
            return [] if place.events else [self.matter.unit.name]
        said = {e.unit_id for e in place.events}
        return [
            b.unit.name
            for b in self.matter.branches.select_related("unit")
            if b.unit_id not in said
        ]
