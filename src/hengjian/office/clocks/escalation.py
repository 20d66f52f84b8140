"""Takes the escalation steps that are due: each at most once, none lost, one notice a person."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.clocks.models import Clock, Escalation
from hengjian.office.clocks.terms import Step, terms
from hengjian.office.desk import actions as desk
from hengjian.office.trail.chain import record

log = logging.getLogger(__name__)
_BATCH = 500


def due_steps(clock: Clock, on_day: date) -> list[Step]:
    """Steps whose day has come, the earliest first. Nobody is late by a provisional day."""
    term = terms().get(clock.name)
    steps = sorted(term.steps if term else (), key=lambda s: s.days)
    return [
        s for s in steps
        if clock.due_day + timedelta(days=s.days) <= on_day and not (clock.provisional and s.days > 0)
    ]  # fmt: skip


def escalate(on_day: date) -> int:
    """Take all due steps of all running clocks; returns how many were taken by this call.

    One clock that cannot be escalated does not hold up the others; it is named at the end.
    """
    taken, last, failed = 0, 0, list[int]()
    lead = max((-s.days for t in terms().values() for s in t.steps), default=0)
    running = Clock.objects.filter(
        state=Clock.State.RUNNING, due_day__lte=on_day + timedelta(days=max(lead, 0))
    ).order_by("pk")
    while batch := list(running.filter(pk__gt=last).prefetch_related("escalations")[:_BATCH]):
        last = batch[-1].pk
        for clock in batch:
            done = {e.step for e in clock.escalations.all()}
            if any(s.step not in done for s in due_steps(clock, on_day)):
                try:
                    taken += take_steps(clock.pk, on_day)
                except Exception:
                    log.exception("clock %s", clock.pk)
                    failed.append(clock.pk)
    if failed:
        raise RuntimeError(f"clocks that could not be escalated: {failed[:20]}")
    return taken


@transaction.atomic
def take_steps(clock_id: int, on_day: date) -> int:
    """Take the due steps of one clock in one transaction.

    The row of the step is inserted first; its unique constraint decides which of two ticks goes on.
    Where steps fell due together (after a downtime), each person hears once: the last step for them.
    """
    clock = Clock.objects.select_for_update().get(pk=clock_id)
    if clock.state != Clock.State.RUNNING:
        return 0
    new = [
        step for step in due_steps(clock, on_day)
        if Escalation.objects.get_or_create(clock=clock, step=step.step)[1]
    ]  # fmt: skip
    if not new:
        return 0
    told = {person: step for step in new for person in _people(step, clock)}
    for step in new:
        desk.tell(
            [p for p, last in told.items() if last is step], f"{_text(step, clock, on_day)}：{clock.title}",
            obj=clock, url=clock.url, due_day=clock.due_day, once=f"clock:{clock.pk}:{step.step}",
        )  # fmt: skip
    record("clock", "clocks.escalated", clock, unit=clock.unit_id, seal=False,
           detail={"steps": [s.step for s in new], "told": len(told)})  # fmt: skip
    return len(new)


def _text(step: Step, clock: Clock, on_day: date) -> str:
    """The step's words; a reminder that comes too late says so instead."""
    if step.days < 0 and on_day > clock.due_day:
        return _("%(t)s已过") % {"t": terms()[clock.name].title}
    return step.text


def _people(step: Step, clock: Clock) -> list[User]:
    """Those whom the step names and who may see what the clock is about (not the recused)."""
    unit = clock.unit_id
    told = [p for name in step.tell if unit for p in desk.holders(name, unit)]
    told += [p for name in step.upward for p in desk.holders(name)]
    label, _colon, pk = clock.about.partition(":")
    model = apps.get_model(label)
    if not hasattr(model, "visibility"):
        return told
    return [p for p in told if model.objects.visible_to(p).filter(pk=pk).exists()]
