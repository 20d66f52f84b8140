"""The day's own watch: the trail is verified every night; its administrators hear of a problem."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from hengjian.office.desk import actions as desk
from hengjian.office.trail.checking import check_all


def every_day(on_day: date) -> None:
    """Daily work of the tick: hand the verification to the worker."""
    verify_trail.enqueue(on_day.isoformat())


@task()
def verify_trail(day: str) -> bool:
    """Verify chain and rows; tell the audit administrators when something does not fit."""
    result = check_all(acting_user="clock")
    if result.problem:
        desk.tell(
            desk.holders("trail.verify"), _("痕迹核验发现问题：%(d)s") % {"d": day}, obj=result,
            url=reverse("trail:verification"), task="trail.verify", once=f"trail:{result.pk}",
        )  # fmt: skip
    return not result.problem
