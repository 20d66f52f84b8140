"""A rectification with what it is about, what was reported, checked and disputed; and sweeps."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.findings.models import Finding
from hengjian.office.rectification.terms import cause_title
from hengjian.office.trail.models import Sealed


class Rectification(Sealed):
    """整改事项: findings of one unit with one demand, one plan, one day."""

    class State(models.TextChoices):
        OPENED = "opened", _("待定方案")
        DOING = "doing", _("整改中")
        SUBMITTED = "submitted", _("待复核")
        CLOSED = "closed", _("已销号")
        WITHDRAWN = "withdrawn", _("已撤销")

    class LookBack(models.TextChoices):
        HELD = "held", _("成效巩固")
        RELAPSED = "relapsed", _("问题反弹")

    title = models.CharField(_("事项"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    field = models.CharField(max_length=40)
    demand = models.TextField(_("整改要求"))
    due_day = models.DateField(_("整改期限"))
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    # The department's plan ----------------------------------------------------------------------
    cause = models.CharField(_("原因"), max_length=20, blank=True)
    cause_text = models.TextField(_("原因说明"), blank=True)
    measure = models.TextField(_("整改措施"), blank=True)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("责任人")
    )
    planned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(null=True)
    # The course ---------------------------------------------------------------------------------
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPENED)
    revision = models.PositiveIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    submitted_on = models.DateField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)
    look_back_day = models.DateField(null=True)
    look_back = models.CharField(max_length=10, choices=LookBack.choices, blank=True)
    look_back_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    look_back_on = models.DateField(null=True)
    look_back_text = models.TextField(blank=True)
    findings = models.ManyToManyField(Finding, through="Item", related_name="rectifications")

    sealed_fields = ("title", "unit_id", "demand", "due_day", "opened_by_id", "cause", "cause_text", "measure",
                     "owner_id", "planned_by_id", "state", "revision", "returns", "submitted_on", "closed_by_id",
                     "closed_on", "look_back_day", "look_back", "look_back_by_id", "look_back_on",
                     "look_back_text")  # fmt: skip
    visibility = Visibility(kind="rectification", unit="unit_id", field="field", person="items__finding__person",
                            party="items__finding__party")  # fmt: skip
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_day", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "state", "due_day"], name="rectification_unit"),
            models.Index(fields=["state", "due_day"], name="rectification_due"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """整改 2026-12, as people call it."""
        return f"{self.opened_at.year}-{self.pk}"

    @property
    def cause_title(self) -> str:
        """The cause in words."""
        return cause_title(self.cause) if self.cause else ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something before it is closed."""
        return self.state in RUNNING


RUNNING = (
    Rectification.State.OPENED, Rectification.State.DOING, Rectification.State.SUBMITTED,
)  # fmt: skip


class Item(Sealed):
    """One finding of a rectification."""

    rectification = models.ForeignKey(Rectification, models.CASCADE, related_name="items")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="items")
    sealed_fields = ("rectification_id", "finding_id")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rectification", "finding"], name="one_item_a_finding")
        ]

    def __str__(self) -> str:
        return f"{self.rectification_id} {self.finding_id}"


class Step(Sealed):
    """What was reported, checked, looked back at: one row each time, never changed."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("报送完成情况")
        PASSED = "passed", _("复核通过")
        RETURNED = "returned", _("退回")
        HELD = "held", _("回头看：巩固")
        RELAPSED = "relapsed", _("回头看：反弹")
        MOVED = "moved", _("调整期限")

    class Method(models.TextChoices):
        RECORD = "record", _("查记录")
        SITE = "site", _("到现场")

    rectification = models.ForeignKey(Rectification, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    method = models.CharField(_("方式"), max_length=10, choices=Method.choices, blank=True)
    text = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    sealed_fields = ("rectification_id", "kind", "method", "text", "by_id")
    visibility = Visibility(
        kind="rectification", unit="rectification__unit_id", field="rectification__field"
    )
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.rectification_id} {self.kind}"


class Dispute(Sealed):
    """异议: the department says the demand is wrong; another person decides."""

    class State(models.TextChoices):
        RAISED = "raised", _("待决定")
        SUSTAINED = "sustained", _("异议成立")
        DISMISSED = "dismissed", _("异议不成立")

    rectification = models.ForeignKey(Rectification, models.CASCADE, related_name="disputes")
    ground = models.TextField(_("异议理由"))
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RAISED)
    decision = models.TextField(_("决定理由"), blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    sealed_fields = (
        "rectification_id",
        "ground",
        "raised_by_id",
        "state",
        "decision",
        "decided_by_id",
    )
    visibility = Visibility(
        kind="rectification", unit="rectification__unit_id", field="rectification__field"
    )
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["raised_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rectification"], condition=Q(state="raised"), name="one_open_dispute")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rectification_id} {self.state}"


class Sweep(Sealed):
    """举一反三: the findings of a rule in the other units, as they stood that day. `digest`: SM3 over the rows."""

    rule = models.CharField(max_length=100)
    field = models.CharField(max_length=40)
    source = models.CharField(max_length=100)
    source_url = models.CharField(max_length=200)
    except_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    run_id = models.CharField(max_length=40, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    found = models.PositiveIntegerField()
    units = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed_fields = (
        "rule",
        "source",
        "except_unit_id",
        "run_id",
        "made_by_id",
        "found",
        "units",
        "digest",
    )
    #: No unit: only those who see the district.
    visibility = Visibility(kind="rectification", field="field")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.rule} {self.made_at:%Y-%m-%d}"


class SweepRow(models.Model):
    """One finding of a sweep; `status`: as it was. Seen through the findings' own policy."""

    sweep = models.ForeignKey(Sweep, models.CASCADE, related_name="rows")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["sweep", "finding"], name="one_row_a_finding")
        ]

    def __str__(self) -> str:
        return f"{self.sweep_id} {self.finding_id}"
