"""The day's own watch: the trail is verified every night; its administrators hear of a problem."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django_tasks import task

from hengjian.office.desk import actions as desk
from hengjian.office.trail.checking import check_all
from hengjian.office.trail.models import Head


def every_day(on_day: date) -> None:
    """Daily work of the tick: hand the verification to the worker."""
    verify_trail.enqueue(on_day.isoformat())


@task()
def verify_trail(day: str) -> bool:
    """Verify chain and rows; tell the audit administrators when something does not fit.

    The to-do is about the trail as a whole: it stays until a night finds nothing any more.
    """
    head, _made = Head.objects.get_or_create(pk=1)
    try:
        result = check_all(acting_user="clock")
    except Exception:
        _tell(head, day, gettext("痕迹核验未能完成：%(d)s") % {"d": day})
        raise
    if result.problem:
        _tell(head, day, gettext("痕迹核验发现问题：%(d)s") % {"d": day})
    else:
        desk.done(head, "trail.verify")
    return not result.problem


def _tell(head: Head, day: str, title: str) -> None:
    desk.tell(desk.holders("trail.verify"), title, obj=head, url=reverse("trail:verification"),
              task="trail.verify", once=f"trail:{day}")  # fmt: skip
