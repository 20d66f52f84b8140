"""Words of the pages of matters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian.office.accounts.models import Unit, User
from hengjian.office.matters.course import Place
from hengjian.office.matters.desks import Desk, DeskField, desks
from hengjian.office.matters.models import Event, Matter

register = template.Library()
NOTES = {
    "rest day": gettext_lazy("休息日"),
    "moved past a rest day": gettext_lazy("顺延"),
    "last day after rest": gettext_lazy("顺延后的最后一日"),
}


@register.simple_tag
def step_title(desk: Desk, step: str) -> str:
    """A step in words."""
    return desk.title_of(step)


@register.filter
def facts(row: Event | Matter, _where: Any = None) -> Iterator[tuple[str, str]]:
    """Facts of a matter or a step as (title, text)."""
    matter = row.matter if isinstance(row, Event) else row
    desk = desks()[matter.procedure]
    fields = desk.steps[row.step].fields if isinstance(row, Event) else desk.fields
    for name, value in row.facts.items():
        if name in fields:
            yield fields[name].title, _shown(fields[name], value)


def _shown(field: DeskField, value: Any) -> str:
    if field.type == "money":
        return f"{int(value) // 100:,}.{int(value) % 100:02d} 元"
    if field.type == "choice":
        return field.choices.get(str(value), str(value))
    if field.type == "yes_no":
        return _("是") if value == "yes" else _("否")
    if field.type == "unit":
        return str(Unit.objects.filter(pk=value).values_list("name", flat=True).first() or value)
    if field.type == "person":
        return str(User.objects.filter(pk=value).values_list("name", flat=True).first() or value)
    return str(value)


@register.filter
def late(place: Place, today: date) -> bool:
    """Whether a step came or stays too late."""
    return place.clock is not None and place.clock.late(today)


@register.filter
def clock_note(note: str) -> str:
    """Why a day counted or not, in words."""
    if note.startswith("suspended: "):
        return _("扣除：%(r)s") % {"r": note.removeprefix("suspended: ")}
    return str(NOTES.get(note, note))
