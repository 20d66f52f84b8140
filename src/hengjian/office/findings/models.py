"""A finding: the engine's part (replaced by each run) and the people's part (kept)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.trail.models import Sealed


class Finding(Sealed):
    """One fact, one finding. `finding_id` is the engine's identity of rule and record."""

    class Status(models.TextChoices):
        OPEN = "open", _("待处理")
        ASKED = "asked", _("已问询")
        ANSWERED = "answered", _("已答复")
        SNOOZED = "snoozed", _("暂缓")
        EXPLAINED = "explained", _("说明成立")
        REJECTED = "rejected", _("不成立")
        MERGED = "merged", _("已合并")
        RECTIFYING = "rectifying", _("整改中")
        RECTIFIED = "rectified", _("已销号")
        LENIENT = "lenient", _("容错免责")

    finding_id = models.CharField(primary_key=True, max_length=12)
    # The engine's part ------------------------------------------------------------------------
    rule = models.CharField(max_length=100)
    field = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    record_id = models.CharField(max_length=200)
    trigger_day = models.DateField(null=True)
    verdict = models.CharField(max_length=12)
    missing = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=4)
    family = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, db_constraint=False)
    person = models.CharField(max_length=64, blank=True)
    party = models.CharField(max_length=200, blank=True)
    amount_fen = models.BigIntegerField(null=True)
    engine_state = models.CharField(max_length=8)
    first_seen = models.DateField()
    last_seen = models.DateField()
    sentence = models.TextField(blank=True)
    value = models.BigIntegerField(default=0)
    terms = models.TextField(blank=True)
    # The people's part ------------------------------------------------------------------------
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    status_at = models.DateTimeField(null=True)
    status_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    snoozed_until = models.DateField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    #: Part of a clue. Not a status: the unit, and whoever may not see clues, must not notice anything.
    held = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)

    sealed_fields = ("rule", "record_id", "status", "status_at", "status_by_id", "snoozed_until",
                     "merged_into_id", "held", "revision")  # fmt: skip
    #: As a run delivers it: nobody has acted yet, so there is no seal.
    unsealed_state: ClassVar = {"status": "open", "status_at": None, "status_by_id": None,
                                "snoozed_until": None, "merged_into_id": None, "held": False, "revision": 0}  # fmt: skip
    visibility = Visibility(
        kind="finding", unit="unit_id", field="field", person="person", party="party"
    )
    objects = VisibleQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["status", "-value", "finding_id"], name="finding_rank"),
            models.Index(fields=["-value", "finding_id"], name="finding_value"),
            models.Index(fields=["unit", "status", "-value"], name="finding_unit"),
            models.Index(fields=["rule", "status"], name="finding_rule"),
            models.Index(fields=["field", "status", "-value"], name="finding_field"),
            models.Index(Coalesce("amount_fen", 0).desc(), "finding_id", name="finding_amount"),
            models.Index(fields=["-first_seen", "finding_id"], name="finding_newest"),
            models.Index(fields=["trigger_day", "finding_id"], name="finding_oldest"),
            models.Index(fields=["party"], name="finding_party"),
            models.Index(fields=["person"], name="finding_person"),
            models.Index(fields=["record_id"], name="finding_record"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.rule}"

    @property
    def admitted(self) -> bool:
        """Whether the unit admits it and has yet to put it right."""
        return self.status == self.Status.ANSWERED and self.questions.filter(
            answer_kind=Question.Answer.ADMIT
        ).exists()  # fmt: skip

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in OPEN_STATUSES


OPEN_STATUSES = (
    Finding.Status.OPEN, Finding.Status.ASKED, Finding.Status.ANSWERED, Finding.Status.SNOOZED,
    Finding.Status.RECTIFYING,
)  # fmt: skip


class Question(Sealed):
    """What the office asks a department about a finding, and the department's answer."""

    class Answer(models.TextChoices):
        RECORD = "record", _("补充记录")
        EXPLAIN = "explain", _("说明理由")
        ADMIT = "admit", _("承认并整改")

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="questions")
    text = models.TextField(_("问询内容"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    due_day = models.DateField(_("说明期限"))
    answer_kind = models.CharField(_("答复方式"), max_length=10, choices=Answer.choices, blank=True)
    answer = models.TextField(_("答复"), blank=True)
    document_no = models.CharField(_("文书编号"), max_length=100, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    #: For the burden meter: fields typed, and seconds between opening the form and sending it.
    fields_typed = models.PositiveSmallIntegerField(default=0)
    seconds_spent = models.PositiveIntegerField(default=0)
    sealed_fields = ("finding_id", "text", "asked_by_id", "due_day", "answer_kind", "answer",
                     "document_no", "answered_by_id", "answered_at")  # fmt: skip
    visibility = Visibility(kind="finding", unit="finding__unit_id", field="finding__field",
                            person="finding__person", party="finding__party")  # fmt: skip
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["asked_at"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.asked_at:%Y-%m-%d}"


class Label(Sealed):
    """A person's judgement of a finding: what each rule's precision is made of."""

    finding = models.OneToOneField(Finding, models.CASCADE, related_name="label")
    rule = models.CharField(max_length=100, db_index=True)
    version = models.PositiveIntegerField()
    confirmed = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    seconds_spent = models.PositiveIntegerField(default=0)
    sealed_fields = ("finding_id", "rule", "version", "confirmed", "reason", "by_id")

    def __str__(self) -> str:
        return f"{self.rule} {self.confirmed}"


class Fall(Sealed):
    """A rule that fell back to trial because too few of its findings held; open until restored.

    A rule has neither unit nor person: whoever may see rules may see this. `content_hash`: the rule
    as it fell; `mended_hash`: as its author proposes to restore it, which a second person approves.
    """

    rule = models.CharField(max_length=100)
    content_hash = models.CharField(max_length=64)
    level = models.CharField(max_length=4)
    confirmed = models.PositiveIntegerField()
    judged = models.PositiveIntegerField()
    floor = models.FloatField()
    fell_on = models.DateField()
    mended_hash = models.CharField(max_length=64, blank=True)
    reason = models.CharField(_("改正说明"), max_length=300, blank=True)
    mended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    mended_at = models.DateTimeField(null=True)
    restored_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    restored_at = models.DateTimeField(null=True)
    sealed_fields = ("rule", "content_hash", "level", "confirmed", "judged", "floor", "fell_on",
                     "mended_hash", "reason", "mended_by_id", "restored_by_id", "restored_at")  # fmt: skip

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule"], condition=models.Q(restored_at=None), name="one_open_fall_a_rule"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.fell_on}"


class Clearance(Sealed):
    """澄清: a person or party named by a finding that proved wrong is cleared, in writing."""

    finding = models.OneToOneField(Finding, models.CASCADE, related_name="clearance")
    person = models.CharField(max_length=64, blank=True)
    party = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    sealed_fields = ("finding_id", "person", "party", "reason", "by_id")
    visibility = Visibility(kind="finding", unit="finding__unit_id", field="finding__field")
    objects = VisibleQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.finding_id}"


class Leniency(Sealed):
    """容错纠错: a department applies, a second person decides on stated grounds."""

    class State(models.TextChoices):
        APPLIED = "applied", _("已申请")
        GRANTED = "granted", _("同意")
        REFUSED = "refused", _("不同意")

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="leniencies")
    ground = models.TextField(_("理由"))
    applied_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.APPLIED)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(_("决定理由"), blank=True)
    sealed_fields = ("finding_id", "ground", "applied_by_id", "state", "decided_by_id", "decision")
    visibility = Visibility(kind="finding", unit="finding__unit_id", field="finding__field")
    objects = VisibleQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.finding_id} {self.state}"


class SavedView(models.Model):
    """A list's filters under a name, private to a person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="one_view_a_name")
        ]

    def __str__(self) -> str:
        return self.name
