"""The only writer of notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils import timezone

from hengjian.office.accounts.models import Grant, User
from hengjian.office.accounts.roles import roles
from hengjian.office.desk.models import Notice


def about(obj: models.Model) -> str:
    """The key of an object in notices and clocks: label and primary key."""
    return f"{obj._meta.label_lower}:{obj.pk}"


def tell(
    people: Iterable[User], title: str, *, obj: models.Model, url: str, task: str = "",
    due_day: date | None = None, once: str | None = None,
) -> int:  # fmt: skip
    """Put a notice on each person's desk; `once` makes a repeated call harmless. Returns how many."""
    rows = [
        Notice(to=person, title=title[:200], url=url, task=task, about=about(obj), due_day=due_day,
               once=f"{once}:{person.pk}"[:120] if once else None)
        for person in {p.pk: p for p in people}.values()
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=once is not None)
    return len(rows)


def done(obj: models.Model, task: str = "") -> int:
    """Strike the open to-dos about an object (of one task, or all)."""
    rows = Notice.objects.filter(about=about(obj), done_at__isnull=True)
    if task:
        rows = rows.filter(task=task)
    return rows.update(done_at=timezone.now())


def holders(permission: str, unit_id: str | None = None) -> list[User]:
    """People who may do something today; with `unit_id`, those whose grant reaches the unit.

    A role that reaches the district counts only where no unit is asked for.
    """
    names = [r.role for r in roles().values() if permission in r.may]
    grants = Grant.objects.filter(
        Grant.in_force_on(timezone.localdate()), role__in=names, user__is_active=True
    ).select_related("user")
    if unit_id is None:
        return list({g.user_id: g.user for g in grants}.values())
    return list({g.user_id: g.user for g in grants if _bound(g) and unit_id in g.units}.values())


def _bound(grant: Grant) -> bool:
    return "unit" in grant.definition.sees.values()
