"""Matters handled here: the matter, its steps, the units that take part, suspensions, extensions, comments,
and the lines of an acceptance sheet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.trail.models import Sealed


class Matter(Sealed):
    """One run of a hosted procedure."""

    class State(models.TextChoices):
        RUNNING = "running", _("办理中")
        DONE = "done", _("已办结")
        STOPPED = "stopped", _("已终止")

    procedure = models.CharField(_("程序"), max_length=40)
    title = models.CharField(_("事项"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("主办单位"), related_name="+")
    facts = models.JSONField(default=dict)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_on = models.DateField(_("启动日期"))
    agent = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    visits = models.PositiveSmallIntegerField(_("申请人到场次数"), default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    closed_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=0)
    sealed_fields = ("procedure", "title", "unit_id", "facts", "opened_by_id", "opened_on", "agent_id", "visits",
                     "state", "closed_on", "revision")  # fmt: skip
    visibility = Visibility(kind="matter", unit="unit_id", beside=("branches__unit_id",))
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_on", "-pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it, here and in the lake."""
        return f"BL{self.opened_on.year}-{self.pk:06d}"

    @property
    def url(self) -> str:
        """The page."""
        return reverse("matters:matter", args=[self.pk])


class Branch(Sealed):
    """A further unit that takes part: a parallel branch, a body that is asked."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="branches")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    added_on = models.DateField()
    sealed_fields = ("matter_id", "unit_id", "added_on")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "unit"], name="one_branch_a_unit")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.unit_id}"


class Event(Sealed):
    """A step that was closed: the log that the compiled rules read."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="events")
    step = models.CharField(max_length=40)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict)
    proofs = models.JSONField(default=list)
    sealed_fields = ("matter_id", "step", "happened_on", "by_id", "unit_id", "facts", "proofs")

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.step}"


class Suspension(Sealed):
    """Days that no clock counts."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="suspensions")
    kind = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sealed_fields = ("matter_id", "kind", "reason", "started_on", "ended_on", "by_id")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind}"


class Extension(Sealed):
    """A longer period for a step, approved by its head."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="extensions")
    step = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    approved_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sealed_fields = ("matter_id", "step", "reason", "approved_on", "by_id")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "step"], name="one_extension_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.step}"


class Comment(Sealed):
    """What the public says to a paragraph of a draft, and the published reply."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="comments")
    paragraph = models.CharField(_("条款"), max_length=60)
    text = models.TextField(_("意见"))
    source = models.CharField(_("来源"), max_length=100)
    received_on = models.DateField(_("收到日期"))
    reply = models.TextField(_("答复"), blank=True)
    adopted = models.BooleanField(_("是否采纳"), null=True)
    replied_on = models.DateField(null=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sealed_fields = ("matter_id", "paragraph", "text", "source", "received_on", "reply", "adopted",
                     "replied_on", "replied_by_id")  # fmt: skip

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.paragraph}"


class Line(Sealed):
    """One procurement parameter on the acceptance sheet: what was asked, what was promised, what came."""

    class Result(models.TextChoices):
        MET = "met", _("符合")
        NOT_MET = "not_met", _("不符合")

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField(_("序号"))
    parameter = models.CharField(_("采购参数"), max_length=200)
    requirement = models.CharField(_("采购要求"), max_length=300)
    answer = models.CharField(_("投标响应"), max_length=300, blank=True)
    is_key = models.BooleanField(_("实质性条款"), default=False)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)
    evidence = models.CharField(_("验收情况"), max_length=300, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sealed_fields = ("matter_id", "number", "parameter", "requirement", "answer", "is_key", "result",
                     "evidence", "accepted_by_id")  # fmt: skip

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "number"], name="one_line_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.number}"
