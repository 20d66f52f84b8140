"""What the pages of the trail ask the database; always within a bounded number of rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from hengjian.office.accounts.models import Grant, Unit, User
from hengjian.office.accounts.roles import roles
from hengjian.office.trail.models import Entry
from hengjian.office.trail.verbs import reads
from hengjian.office.trail.words import content_kinds, kind_title

#: Days outside are slips of the hand; arithmetic with them fails.
EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)


def filtered(data: Mapping[str, Any]) -> QuerySet[Entry]:
    """Entries that fit the cleaned filters, the newest first."""
    rows = Entry.objects.order_by("-number")
    exact = {"actor": "actor", "kind": "kind", "object": "object_id", "unit": "unit"}
    for name, column in exact.items():
        if data.get(name):
            rows = rows.filter(**{column: data[name]})
    if data.get("part"):
        rows = rows.filter(action__startswith=f"{data['part']}.")
    if data.get("action"):
        rows = rows.filter(action__icontains=data["action"])
    if data.get("since"):
        rows = rows.filter(at__gte=midnight(data["since"]))
    if data.get("until"):
        rows = rows.filter(at__lt=midnight(data["until"] + timedelta(days=1)))
    return rows.filter(reads()) if data.get("reads") else rows


def midnight(day: date) -> datetime:
    """The beginning of a day here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def monday(text: str) -> date:
    """Monday of the week of a typed day; of this week when it is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = timezone.localdate()
    if not EARLIEST <= day <= LATEST:
        day = timezone.localdate()
    return day - timedelta(days=day.weekday())


def looks(week: date, only: Q | None = None) -> list[dict[str, Any]]:
    """Reads of a week: person × unit × kind, the most first. No object, no content."""
    rows = _reads_of(week)
    if only is not None:
        rows = rows.filter(only)
    found = rows.values("actor", "unit", "kind").annotate(
        reads=Count("number"), objects=Count("object_id", distinct=True), last=Max("at")
    )
    names, units = people(), unit_names()
    return [
        {**row, "name": names.get(row["actor"], row["actor"]), "kind_title": kind_title(row["kind"]),
         "unit_name": units.get(row["unit"], row["unit"])}
        for row in found.order_by("-reads", "actor")[:500]
    ]  # fmt: skip


def weekly(week: date, only: Q | None = None, weeks: int = 8) -> list[tuple[date, int]]:
    """Reads of each of the last weeks, the oldest first."""
    days = [week - timedelta(weeks=n) for n in range(weeks - 1, -1, -1)]
    return [
        (day, (_reads_of(day) if only is None else _reads_of(day).filter(only)).count())
        for day in days
    ]


def _reads_of(week: date) -> QuerySet[Entry]:
    return Entry.objects.filter(
        reads(), at__gte=midnight(week), at__lt=midnight(week + timedelta(days=7))
    )


def about_us(user: User) -> Q:
    """What a head may know: reads about units of the grant, of kinds that the role itself sees.

    Reads of clues are not among them, and nothing that a discipline inspector read: who is being
    looked at by them must not learn it here.
    """
    found = Q(pk__in=[])
    for grant in user.grants_today:
        role = grant.definition
        if "trail.about_us" in role.may:
            kinds = [
                k for k, name in content_kinds().items() if role.sees.get(name, "none") != "none"
            ]
            found |= Q(unit__in=grant.units, kind__in=kinds)
    return found & ~Q(actor__in=_inspectors())


def _inspectors() -> list[str]:
    names = [r.role for r in roles().values() if "clue.dispose" in r.may]
    return list(Grant.objects.filter(role__in=names).values_list("user__username", flat=True))


def people() -> dict[str, str]:
    """username → name."""
    return dict(User.objects.values_list("username", "name"))


def unit_names() -> dict[str, str]:
    """unit id → name."""
    return dict(Unit.objects.values_list("unit_id", "name"))
