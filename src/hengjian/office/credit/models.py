"""Inquiries with their receipts, objections, repairs, and credit events of the parties of procurement."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.credit.terms import terms
from hengjian.office.trail.models import Sealed


class Counter(models.Model):
    """The number last given in a series and year: one row, locked while a number is given."""

    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "year"], name="one_counter_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.series}{self.year} {self.last}"


class Inquiry(Sealed):
    """One question about one enterprise, with its purpose. The answer itself is not kept: its digest is."""

    number = models.CharField(_("回执编号"), max_length=40, unique=True)
    purpose = models.CharField(_("目的"), max_length=30)
    subject = models.CharField(_("所涉编号"), max_length=60)
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, db_index=True)
    name = models.CharField(_("企业名称"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    on_day = models.DateField(_("查询日期"))
    answer_hash = models.CharField(_("结果摘要值"), max_length=64)
    records = models.PositiveIntegerField(default=0)
    barred = models.JSONField(default=list)
    sealed_fields = ("number", "purpose", "subject", "reason", "credit_code", "unit_id", "by_id", "on_day",
                     "answer_hash", "barred")  # fmt: skip
    visibility = Visibility(kind="credit", unit="unit_id", own=("by",), party="credit_code")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.number

    @property
    def purpose_title(self) -> str:
        """The purpose in words."""
        found = terms().purposes.get(self.purpose)
        return found.name if found else self.purpose

    @property
    def gate(self) -> str:
        """The process that must cite the receipt, or nothing."""
        found = terms().purposes.get(self.purpose)
        return found.gate if found else ""


class Objection(Sealed):
    """An enterprise says that a record is wrong; the unit whose record it is answers."""

    class State(models.TextChoices):
        OPEN = "open", _("核查中")
        UPHELD = "upheld", _("异议成立")
        REJECTED = "rejected", _("异议不成立")

    number = models.CharField(max_length=40, unique=True)
    credit_code = models.CharField(max_length=18, db_index=True)
    name = models.CharField(_("企业名称"), max_length=200)
    section = models.CharField(max_length=30)
    record_key = models.CharField(_("记录编号"), max_length=100, blank=True)
    ground = models.TextField(_("异议理由"))
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("答复单位"), related_name="+")
    from_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_on = models.DateField(_("提出日期"))
    due_day = models.DateField(_("期限"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    sealed_fields = ("number", "credit_code", "section", "record_key", "ground", "unit_id", "registered_by_id",
                     "raised_on", "due_day", "state", "answer", "answered_by_id", "answered_on")  # fmt: skip
    visibility = Visibility(
        kind="credit", unit="unit_id", beside=("from_unit_id",), party="credit_code"
    )
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-raised_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["credit_code", "section", "record_key"],
                                    condition=models.Q(state="open"), name="one_open_objection")
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def url(self) -> str:
        """The page."""
        return reverse("credit:objection", args=[self.pk])


class Repair(Sealed):
    """An application to end a list entry early: the listing unit decides, by the law of the entry's day."""

    class State(models.TextChoices):
        OPEN = "open", _("办理中")
        APPROVED = "approved", _("准予修复")
        REFUSED = "refused", _("不予修复")

    number = models.CharField(max_length=40, unique=True)
    credit_code = models.CharField(max_length=18, db_index=True)
    name = models.CharField(_("企业名称"), max_length=200)
    entry_id = models.CharField(_("条目编号"), max_length=100)
    entry_title = models.CharField(max_length=200)
    ground = models.TextField(_("纠正情况"))
    earliest_on = models.DateField(_("最早可以修复日"), null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("受理机关"), related_name="+")
    from_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    applied_on = models.DateField(_("申请日期"))
    due_day = models.DateField(_("期限"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decision = models.TextField(_("决定理由"), blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    sealed_fields = ("number", "credit_code", "entry_id", "ground", "earliest_on", "unit_id", "registered_by_id",
                     "applied_on", "due_day", "state", "decision", "decided_by_id", "decided_on")  # fmt: skip
    visibility = Visibility(
        kind="credit", unit="unit_id", beside=("from_unit_id",), party="credit_code"
    )
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-applied_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry_id"], condition=models.Q(state="open"), name="one_open_repair")
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def url(self) -> str:
        """The page."""
        return reverse("credit:repair", args=[self.pk])


class PartyEvent(Sealed):
    """What is noted of a purchaser, agency, supplier or expert: drafted, told, heard, decided by another."""

    class State(models.TextChoices):
        DRAFTED = "drafted", _("已起草")
        TOLD = "told", _("已告知，听取陈述")
        DECIDED = "decided", _("已认定")
        DROPPED = "dropped", _("不予认定")

    number = models.CharField(max_length=40, unique=True)
    party_kind = models.CharField(_("当事人类别"), max_length=12)
    party_code = models.CharField(_("当事人代码"), max_length=40, db_index=True)
    party_name = models.CharField(_("当事人名称"), max_length=200)
    kind = models.CharField(_("事件"), max_length=30)
    weight = models.IntegerField(_("计分"))
    basis = models.CharField(_("依据"), max_length=200)
    facts = models.TextField(_("事实"))
    happened_on = models.DateField(_("发生日期"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTED)
    told_on = models.DateField(null=True)
    statement = models.TextField(_("当事人陈述"), blank=True)
    heard_on = models.DateField(null=True)
    decision = models.TextField(_("认定意见"), blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    expires_on = models.DateField(_("失效日期"), null=True)
    repaired_on = models.DateField(_("修复日期"), null=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    sealed_fields = ("number", "party_kind", "party_code", "kind", "weight", "basis", "facts", "happened_on",
                     "drafted_by_id", "state", "told_on", "statement", "heard_on", "decided_by_id", "decided_on",
                     "expires_on", "repaired_on")  # fmt: skip
    visibility = Visibility(kind="credit", unit="unit_id", own=("drafted_by",), party="party_code")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def url(self) -> str:
        """The page."""
        return reverse("credit:event", args=[self.pk])

    @property
    def title(self) -> str:
        """The event in words."""
        found = terms().events.get(self.kind)
        return found.title if found else self.kind

    @property
    def party_title(self) -> str:
        """The kind of party in words."""
        return terms().parties.get(self.party_kind, self.party_kind)
