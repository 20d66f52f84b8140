"""Duties of a unit for a year with hand-written records, meetings, studies, requirements and tasks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.duties.results import Assessment, Edition, Result, Use
from hengjian.office.duties.terms import post_title
from hengjian.office.trail.models import Sealed

__all__ = ["Assessment", "Decision", "Edition", "Line", "Meeting", "Record", "Requirement", "Result", "Statement",
           "Study", "Task", "Use"]  # fmt: skip


class Line(Sealed):
    """One duty of one post of a unit in one part of a year: business and integrity side by side."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    post = models.CharField(max_length=40)
    entry = models.CharField(max_length=40)
    part = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20)
    business = models.TextField(_("业务责任"))
    integrity = models.TextField(_("廉政责任"))
    starts_on = models.DateField()
    due_day = models.DateField()
    holder = models.CharField(_("责任人"), max_length=40, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    sealed_fields = ("unit_id", "year", "post", "entry", "part", "kind", "business", "integrity", "starts_on",
                     "due_day", "holder", "made_by_id")  # fmt: skip
    visibility = Visibility(kind="duty", unit="unit_id")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_day", "post", "entry", "part"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year", "post", "entry", "part"], name="one_line_a_duty")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.post} {self.entry}"

    @property
    def post_title(self) -> str:
        """The post in words."""
        return post_title(self.post)


class Record(Sealed):
    """What somebody writes down because no ledger knows it; with a proof."""

    class Side(models.TextChoices):
        BUSINESS = "business", _("业务")
        INTEGRITY = "integrity", _("廉政")
        BOTH = "both", _("业务和廉政")

    line = models.ForeignKey(Line, models.CASCADE, related_name="records")
    side = models.CharField(_("方面"), max_length=10, choices=Side.choices)
    happened_on = models.DateField(_("日期"))
    text = models.TextField(_("做了什么"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    sealed_fields = ("line_id", "side", "happened_on", "text", "by_id")
    visibility = Visibility(kind="duty", unit="line__unit_id")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.line_id} {self.side}"


class Meeting(Sealed):
    """会议: agenda, written statements, decisions."""

    class Kind(models.TextChoices):
        INTEGRITY = "integrity", _("廉政工作会议")
        LEADERSHIP = "leadership", _("班子会议")
        TALK = "talk", _("集体约谈")
        OTHER = "other", _("其他会议")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("召开单位"))
    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("名称"), max_length=200)
    held_on = models.DateField(_("日期"))
    host = models.CharField(_("主持人"), max_length=40, blank=True)
    attendees = models.PositiveIntegerField(_("参加人数"), null=True, blank=True)
    agenda = models.TextField(_("议程"), blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sealed_fields = (
        "unit_id",
        "kind",
        "title",
        "held_on",
        "host",
        "attendees",
        "agenda",
        "made_by_id",
    )
    visibility = Visibility(kind="duty", unit="unit_id")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"


class Statement(Sealed):
    """书面交流发言."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="statements")
    speaker = models.CharField(_("发言单位"), max_length=100)
    text = models.TextField(_("要点"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sealed_fields = ("meeting_id", "speaker", "text", "by_id")

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.speaker}"


class Decision(Sealed):
    """议定事项; `needs_task`: somebody has to do something."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    text = models.TextField(_("议定内容"))
    needs_task = models.BooleanField(_("需要落实"), default=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sealed_fields = ("meeting_id", "text", "needs_task", "by_id")
    visibility = Visibility(kind="duty", unit="meeting__unit_id")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Requirement(Sealed):
    """上级要求: which document demands what of the district. Units see it through their tasks."""

    issuer = models.CharField(_("发文机关"), max_length=100)
    reference = models.CharField(_("文号"), max_length=100, blank=True)
    title = models.CharField(_("要求"), max_length=200)
    received_on = models.DateField(_("收到日期"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sealed_fields = ("issuer", "reference", "title", "received_on", "made_by_id")
    visibility = Visibility(kind="duty")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class Task(Sealed):
    """任务: from a decision or a requirement, with an owner and a day; reported with proof; spot-checked."""

    class State(models.TextChoices):
        OPEN = "open", _("办理中")
        REPORTED = "reported", _("已报告完成")
        EFFECTIVE = "effective", _("抽查有效果")
        NO_EFFECT = "no_effect", _("抽查没有效果")

    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="tasks")
    requirement = models.ForeignKey(Requirement, models.PROTECT, null=True, related_name="tasks")
    title = models.CharField(_("任务"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    owner = models.CharField(_("责任人"), max_length=40)
    assigned_on = models.DateField()
    due_day = models.DateField(_("完成期限"))
    rule = models.CharField(_("检验效果的规则"), max_length=100, blank=True)
    findings_before = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    revision = models.PositiveIntegerField(default=0)
    done_on = models.DateField(null=True)
    done_text = models.TextField(_("完成情况"), blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField(null=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    check_text = models.TextField(_("抽查情况"), blank=True)
    findings_after = models.PositiveIntegerField(null=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sealed_fields = ("decision_id", "requirement_id", "title", "unit_id", "owner", "assigned_on", "due_day", "rule",
                     "findings_before", "state", "revision", "done_on", "done_text", "done_by_id", "checked_on",
                     "checked_by_id", "check_text", "findings_after", "made_by_id")  # fmt: skip
    visibility = Visibility(kind="duty", unit="unit_id")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_day", "pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "state", "due_day"], name="duty_task")]

    def __str__(self) -> str:
        return self.title


class Study(Sealed):
    """学习研究记录: that it took place and about what; nobody's opinion is scored."""

    class Kind(models.TextChoices):
        GOVERNANCE = "governance", _("专题研究全面从严治党")
        CAMPAIGN = "campaign", _("专题教育")
        TRAINING = "training", _("业务培训")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices)
    topic = models.CharField(_("主题"), max_length=200)
    held_on = models.DateField(_("日期"))
    attendees = models.PositiveIntegerField(_("参加人数"), null=True, blank=True)
    text = models.TextField(_("研究了什么、决定了什么"), blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sealed_fields = ("unit_id", "kind", "topic", "held_on", "attendees", "text", "made_by_id")
    visibility = Visibility(kind="duty", unit="unit_id")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"
