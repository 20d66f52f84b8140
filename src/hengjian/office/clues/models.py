"""Clues, their disposition, and hand-overs. The government side ends here: only counts come back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.clues.terms import terms
from hengjian.office.findings.models import Finding
from hengjian.office.trail.models import Sealed


class Register(models.Model):
    """The number last given in a year: one row, locked while a number is given."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year} {self.last}"


class Clue(Sealed):
    """问题线索. Proposed by one person, registered by a second; then a discipline inspector's alone."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待审批")
        REFUSED = "refused", _("未批准")
        REGISTERED = "registered", _("待处置")
        DISPOSED = "disposed", _("已处置")
        CLOSED = "closed", _("已办结")

    number = models.CharField(_("编号"), max_length=40, blank=True)
    source = models.CharField(_("来源"), max_length=20)
    title = models.CharField(_("线索名称"), max_length=100)
    summary = models.TextField(_("主要问题"))
    doubts = models.TextField(_("尚存疑问"), blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name=_("涉及单位")
    )
    person = models.CharField(_("涉及人员工号"), max_length=64, blank=True)
    party = models.CharField(_("涉及企业"), max_length=200, blank=True)
    findings = models.ManyToManyField(Finding, related_name="clues", blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decision = models.TextField(_("审批意见"), blank=True)
    inspector = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    received_on = models.DateField(_("收到日期"), null=True)
    way = models.CharField(_("处置方式"), max_length=20, blank=True)
    opinion = models.TextField(_("处置意见"), blank=True)
    disposed_on = models.DateField(_("处置日期"), null=True)
    closed_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=0)

    sealed_fields = ("number", "source", "title", "summary", "doubts", "unit_id", "person", "party", "state",
                     "proposed_by_id", "decided_by_id", "inspector_id", "received_on", "way", "opinion",
                     "disposed_on", "closed_on", "revision")  # fmt: skip
    # No `unit` here: a department never sees that a clue exists, whoever its head is.
    visibility = Visibility(
        kind="clue",
        own=("proposed_by", "inspector"),
        person="person",
        party="party",
        from_subject=True,
    )
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="one_clue_a_number")
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"

    def get_way_display(self) -> str:
        """The title of the way of disposition."""
        return terms().ways.get(self.way, "")

    def get_source_display(self) -> str:
        """The title of the source."""
        return terms().sources.get(self.source, self.source)


class Transfer(Sealed):
    """移送: one package to one body, its receipt, and what it reports back: outcome and counts."""

    class State(models.TextChoices):
        SENT = "sent", _("待签收")
        RECEIVED = "received", _("待反馈")
        ANSWERED = "answered", _("已反馈")

    clue = models.ForeignKey(Clue, models.PROTECT, related_name="transfers")
    body = models.CharField(_("接收机关"), max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    manifest_sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    receipt_no = models.CharField(_("回执编号"), max_length=60, blank=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    received_on = models.DateField(null=True)
    outcome = models.CharField(_("结果"), max_length=20, blank=True)
    cases = models.PositiveIntegerField(_("立案件数"), default=0)
    recovered_fen = models.BigIntegerField(_("挽回金额"), default=0)
    answered_on = models.DateField(null=True)
    sealed_fields = ("clue_id", "body", "state", "manifest_sha256", "sent_by_id", "receipt_no",
                     "received_by_id", "received_on", "outcome", "cases", "recovered_fen", "answered_on")  # fmt: skip
    visibility = Visibility(kind="transfer", own=("clue__inspector", "sent_by"),
                            person="clue__person", party="clue__party", from_subject=True)  # fmt: skip
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-sent_at"]

    def __str__(self) -> str:
        return f"{self.clue} {self.body}"

    def get_body_display(self) -> str:
        """The title of the receiving body."""
        return terms().bodies.get(self.body, self.body)

    def get_outcome_display(self) -> str:
        """The title of the outcome."""
        return terms().outcomes.get(self.outcome, "")


class Sanction(Sealed):
    """A sanction that came back. `person_key`: a pseudonym made by the body, equal for one person; no name."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="sanctions")
    kind = models.CharField(max_length=30)
    person_key = models.CharField(max_length=64)
    decided_on = models.DateField()
    sealed_fields = ("transfer_id", "kind", "person_key", "decided_on")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transfer", "kind", "person_key"], name="one_sanction_a_kind")
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.kind


class SentUp(models.Model):
    """CLU-04: a matter about one's own head goes straight up. Only that there was one is kept."""

    on_day = models.DateField()

    def __str__(self) -> str:
        return f"{self.on_day}"
