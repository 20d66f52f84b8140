"""A running clock, and the escalations it has caused."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hengjian.office.trail.models import Sealed


class Clock(Sealed):
    """`name`: an entry of library/clocks.yaml. `about`: the object ("findings.finding:ab12"). `provisional`: the
    year of `due_day` had no calendar yet (limits.py); `parameter`: what the day was counted by, "" for its own period.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("计时中")
        MET = "met", _("按期完成")
        LATE = "late", _("超期完成")
        STOPPED = "stopped", _("已终止")

    name = models.CharField(max_length=40)
    about = models.CharField(max_length=100, db_index=True)
    url = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    unit_id = models.CharField(max_length=32, blank=True)
    started_on = models.DateField()
    due_day = models.DateField(db_index=True)
    parameter = models.CharField(max_length=80, blank=True)
    provisional = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    ended_on = models.DateField(null=True, blank=True)
    sealed_fields = ("name", "about", "started_on", "due_day", "state", "ended_on")

    class Meta:
        ordering: ClassVar = ["due_day"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "about"], condition=models.Q(state="running"), name="one_running_clock"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} {self.due_day}"


class Escalation(models.Model):
    """A step of a clock that was taken; the constraint makes a second one impossible."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="escalations")
    step = models.CharField(max_length=40)
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock", "step"], name="one_escalation_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.step}"


class DailyRun(models.Model):
    """A day's work that an app gave to the tick (OFFICE_DAILY); the constraint makes it once a day."""

    name = models.CharField(max_length=120)
    on_day = models.DateField()
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "on_day"], name="one_run_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.on_day}"


class Beat(models.Model):
    """When something that should happen regularly happened last: tick, backup."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"
