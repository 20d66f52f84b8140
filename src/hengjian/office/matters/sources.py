"""Values that desk files name: `fact.x` (asked at the opening), `step.x` (asked by the last closing of a step),
`day.step`, `last.step` (first and last day of a step), `by.step` and `unit_of.step` (who closed it last),
`yes.step` (whether it was closed), `=text` (a constant), and of the matter itself `number`, `title`, `unit`,
`opened_by`, `opened_on`, `closed_on`, `lines` and `lines_done` (of its sheet), `key` and `seq` (of an event).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hengjian.office.accounts.models import User
from hengjian.office.matters.desks import Desk, DeskField, Source
from hengjian.office.matters.models import Event, Matter

Events = Mapping[str, Sequence[Event]]


def first_of(
    source: Source, desk: Desk, matter: Matter, events: Events, each: Event | None = None
) -> Any:
    """The first of the sources that has a value; None where none has."""
    sources = (source,) if isinstance(source, str) else source
    values = (value_of(s, desk, matter, events, each) for s in sources)
    return next((v for v in values if v is not None and v != ""), None)


def value_of(
    source: str, desk: Desk, matter: Matter, events: Events, each: Event | None = None
) -> Any:
    """One source as a value of the data standard; None where it is not known yet."""
    if source.startswith("="):
        return source[1:]
    kind, dot, name = source.partition(".")
    if not dot:
        return _of_matter(source, matter, events, each)
    if kind == "fact":
        return typed(desk.fields.get(name), matter.facts.get(name))
    if kind in _OF_STEP:
        closed = events.get(name, ())
        return _OF_STEP[kind](closed) if closed else False if kind == "yes" else None
    event = (
        each
        if each is not None and each.step == kind
        else next(iter(reversed(events.get(kind, ()))), None)
    )
    step = desk.steps.get(kind)
    return typed(step.fields.get(name), event.facts.get(name)) if event and step else None


_OF_STEP = {
    "day": lambda closed: closed[0].happened_on,
    "last": lambda closed: closed[-1].happened_on,
    "by": lambda closed: staff(closed[-1].by),
    "unit_of": lambda closed: closed[-1].unit_id,
    "yes": lambda closed: True,
}


def _of_matter(name: str, matter: Matter, events: Events, each: Event | None) -> Any:
    simple = {"number": matter.number, "title": matter.title, "unit": matter.unit_id,
              "opened_on": matter.opened_on, "closed_on": matter.closed_on}  # fmt: skip
    if name in simple:
        return simple[name]
    if name == "opened_by":
        return staff(matter.opened_by)
    if name == "lines":
        return matter.lines.count()
    if name == "lines_done":
        return matter.lines.exclude(result="").count()
    if each is not None and name in ("seq", "key"):
        seq = [e.pk for e in events[each.step]].index(each.pk) + 1
        return seq if name == "seq" else f"{matter.number}-{seq}"
    return matter.facts.get(name)


def typed(field: DeskField | None, value: Any) -> Any:
    """A kept fact as the data standard wants it: days, staff numbers, yes and no."""
    if field is None or value in (None, ""):
        return None
    if field.type == "date":
        return date.fromisoformat(value)
    if field.type == "yes_no":
        return value == "yes"
    if field.type == "person":
        person = User.objects.filter(pk=value).first()
        return staff(person) if person else None
    return value


def staff(user: User) -> str:
    """The staff number where the account has one, otherwise the account's name."""
    return str(user.person_id or user.username)
